import type { ColumnJson, FieldColumnJson, TableJson } from "./column_json.ts";
import type { FieldUse, Role } from "./field.ts";

/** A part of a column that one field fills. */
export interface PartPlan {
  /** Name in the report. */
  readonly name: string;
  readonly spec: FieldColumnJson;
  readonly use: FieldUse;
}

/** A column and what fills it. */
export interface ColumnPlan {
  readonly name: string;
  readonly role: Role;
  /** Whether its parts lie side by side in one vector. */
  readonly concatenated: boolean;
  readonly parts: readonly PartPlan[];
}

/** Numbers that the exact medians of a table hold in all, 8 bytes each. */
const MEDIAN_NUMBERS = 2 ** 22;

/** Numbers that a median may hold however many medians there are. */
const LEAST_MEDIAN_NUMBERS = 2 ** 12;

/** Returns the columns of a table: inputs, targets, and the weight. */
export function planColumns({ inputs, targets, weight }: TableJson): readonly ColumnPlan[] {
  const all: readonly (readonly [Role, string, ColumnJson])[] = [
    ...Object.entries(inputs).map(([name, column]) => ["input", name, column] as const),
    ...Object.entries(targets).map(([name, column]) => ["target", name, column] as const),
    ...(weight ? [["weight", "weight", weight] as const] : []),
  ];
  const medians = all
    .flatMap(([, name, column]) => partsOf(name, column))
    .reduce((sum, part) => sum + countMedians(part), 0);
  const share = Math.floor(MEDIAN_NUMBERS / Math.max(1, medians));
  const medianLimit = Math.max(share, LEAST_MEDIAN_NUMBERS);
  return all.map(([role, name, column]) => ({
    name,
    role,
    concatenated: column.kind === "columns",
    parts: partsOf(name, column).map(([part, key, spec]) => ({
      name: part,
      spec,
      use: { field: spec.field ?? key, role, medianLimit },
    })),
  }));
}

type Part = readonly [name: string, key: string, spec: FieldColumnJson];

function partsOf(name: string, column: ColumnJson): readonly Part[] {
  if (column.kind !== "columns") return [[name, name, column]];
  return Object.entries(column.columns).map(([key, spec]) => [`${name}.${key}`, key, spec]);
}

function countMedians([, , spec]: Part): number {
  if (spec.kind !== "number" && spec.kind !== "vector") return 0;
  if (spec.impute !== "median") return 0;
  return spec.kind === "vector" ? spec.length : 1;
}

/**
 * Returns the fields of some columns, each once, in order.
 *
 * @param wanted Whether the field of a part counts. @default all
 */
export function fieldsOf(
  columns: readonly ColumnPlan[],
  wanted: (column: number, part: number) => boolean = () => true,
): readonly string[] {
  const fields = columns.flatMap(({ parts }, column) =>
    parts.filter((_, part) => wanted(column, part)).map(({ use }) => use.field),
  );
  return [...new Set(fields)];
}
