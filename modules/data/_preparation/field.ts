import type { Column, ColumnReport, ColumnValues } from "../../../core/mod.ts";
import { TolariaError } from "../../../core/worker.ts";
import type { FieldColumnJson } from "./column_json.ts";
import { showValue, type Value } from "./value.ts";

/** Names a record in an error: `row 12 (line 13) of "cars.csv"`. */
export type Place = (record: number) => string;

/** What a column's values go to. */
export type Role = "input" | "target" | "weight";

/** A field and the column that it is prepared for. */
export interface FieldUse {
  /** Field of the records. */
  readonly field: string;
  readonly role: Role;
  /** Numbers that an exact median may hold; more go to buckets. */
  readonly medianLimit: number;
}

/** Learns from the training records how to prepare a field. */
export interface FieldFit {
  /** Whether nothing is learnt: the field need not be read, then. */
  readonly idle?: boolean;
  /** Adds values of the records `records`. */
  add(values: readonly Value[], records: Uint32Array, place: Place): void;
  /** Looks for broken values, if {@link add} does not find them. @throws {TolariaError} `data/corrupt` for one. */
  check?(values: readonly Value[], records: Uint32Array, place: Place): Promise<void>;
  /** Returns what was learnt, as a worker can send it. */
  state(): unknown;
  /** Adds what another fit of the same field learnt. */
  merge(state: unknown): void;
  /** Returns what is kept, as JSON. @throws {TolariaError} `data/invalid` if the training records do not tell it. */
  finish(): object;
}

/** Where the values of a field go in a batch. */
export interface FieldOutput {
  /** Numbers of the column, row-major. */
  readonly out: ColumnValues;
  /** Place of the field in the first row. */
  readonly offset: number;
  /** Numbers in a row. */
  readonly stride: number;
}

/** The records of a batch. */
export interface BatchRecords {
  /** Their numbers in the source, in the order of the batch. */
  readonly records: Uint32Array;
  readonly place: Place;
  /** Names the epoch's random numbers; undefined outside of training. */
  readonly draw?: number;
}

/** Values met since the counts were taken. */
export interface FieldCounts {
  readonly missing: number;
  readonly unknown: number;
}

/** What of a column follows from a field. */
export type FieldShape = Pick<Column, "shape" | "dtype" | "classes" | "categories">;

/** A field with what was fitted. */
export interface PreparedField extends FieldShape {
  /** Whether {@link write} depends on the batch's draw. @default false */
  readonly draws?: boolean;
  /** Writes the values of a batch. */
  write(values: readonly Value[], to: FieldOutput, batch: BatchRecords): void | Promise<void>;
  /**
   * Multiplies `weights`, [B, positions], by what the values say of them: those of their classes, or 0 for padding.
   *
   * @param training Whether weights of classes count.
   */
  weigh?(values: readonly Value[], weights: Float32Array, training: boolean): void;
  /** Whether {@link weigh} gives weights, and if so their shape. */
  weightShape?(training: boolean): readonly number[] | undefined;
  /** Returns what outputs of the network mean, from those of one example. */
  decode(outputs: ArrayLike<number>, squashed: boolean): Decoded;
  /** Returns how many values were missing or unknown since the last call. */
  takeCounts(): FieldCounts;
  /** Describes what was fitted. */
  report(): ColumnReport;
}

/** A number in the field's own unit, the name of a class, text, or whether it is so. */
export type DecodedValue = number | string | boolean;

/** What the network's output for one example means. */
export interface Decoded {
  /** One value, or a list of them. */
  readonly value: DecodedValue | readonly DecodedValue[];
  /** Probability of `value`, if it is one of several. */
  readonly probability?: number;
  /** Probability of each class by its name. */
  readonly probabilities?: Readonly<Record<string, number>>;
}

/** How one kind of column is fitted and applied. */
export interface FieldKind<Spec extends FieldColumnJson, Fitted extends object> {
  fit(spec: Spec, use: FieldUse): FieldFit;
  prepare(spec: Spec, fitted: Fitted, use: FieldUse): PreparedField;
}

/** Returns an error about a value, named by its field and record. */
export function badValue(
  { field }: FieldUse,
  rule: string,
  value: Value | undefined,
  where: string,
): TolariaError {
  return new TolariaError(
    "data/invalid",
    `Field "${field}" must be ${rule}, but is ${showValue(value)} in ${where}.`,
  );
}

/** Returns the error of a value that is missing without a rule for it; `rule` says how an input may have one. */
export function missingValue(
  { field, role }: FieldUse,
  rule: string | undefined,
  where: string,
): TolariaError {
  const way =
    role === "input" && rule !== undefined
      ? `say what takes its place with ${rule}`
      : `leave such records out with "where": { ${JSON.stringify(field)}: { missing: false } }`;
  return new TolariaError("data/invalid", `Field "${field}" is missing in ${where}; ${way}.`);
}

/** A fit of a field whose preparation follows from its options alone. */
export const NO_FIT: FieldFit = {
  add: () => {},
  state: () => null,
  merge: () => {},
  finish: () => ({}),
};

/** Counts what is missing or unknown. */
export class ValueCounter {
  missing = 0;
  unknown = 0;

  take(): FieldCounts {
    const counts = { missing: this.missing, unknown: this.unknown };
    this.missing = 0;
    this.unknown = 0;
    return counts;
  }
}
