import { z } from "../../deps.ts";
import { errorMessage, messageOf, TolariaError } from "../errors/mod.ts";
import type { Json } from "../json.ts";
import type { Optimizer, OptimizerOptions } from "../ports/optimizer.ts";
import type { ManagerParts } from "./manager_parts.ts";

/** Serialized optimizer. */
export interface OptimizerRecord {
  /** Name of the optimizer. */
  readonly name: string;
  /** Options that are plain data. */
  readonly options: Readonly<Record<string, Json>>;
  /** Descriptions of the other options: the name of a function, the text of a pattern. */
  readonly opaque: Readonly<Record<string, string>>;
}

/** Schema of {@link OptimizerRecord}. */
export const OptimizerRecordSchema: z.ZodType<OptimizerRecord> = z.strictObject({
  name: z.string().min(1),
  options: z.record(z.string(), z.json()),
  opaque: z.record(z.string(), z.string()),
});

/** Cache of records, as an optimizer's options never change. */
const RECORDS = new WeakMap<Optimizer, OptimizerRecord>();

/** Serializes an optimizer. */
export function recordOptimizer(optimizer: Optimizer): OptimizerRecord {
  const known = RECORDS.get(optimizer);
  if (known) return known;
  const entries = Object.entries(optimizer.options).filter(([, value]) => value !== undefined);
  const isData = (value: unknown) => z.json().safeParse(value).success;
  const record = {
    name: optimizer.name,
    options: Object.fromEntries(entries.filter(([, value]) => isData(value))),
    opaque: Object.fromEntries(
      entries
        .filter(([, value]) => !isData(value))
        .map(([option, value]) => [option, labelOf(value)]),
    ),
  } as OptimizerRecord;
  RECORDS.set(optimizer, record);
  return record;
}

/**
 * Recreates an optimizer from its record: a group's current one, that one with other options, or a built-in one.
 *
 * @throws {TolariaError} `state/invalid` if the name is unknown or an option is not plain data.
 */
export function recreateOptimizer(
  record: OptimizerRecord,
  { groups, source }: Pick<ManagerParts, "groups" | "source">,
): Optimizer {
  const { name, options, opaque } = record;
  const alike = [...groups].map(({ optimizer }) => optimizer).filter((one) => one.name === name);
  const same = alike.find((one) => JSON.stringify(recordOptimizer(one)) === JSON.stringify(record));
  if (same) return same;
  const base = alike[0] ?? source.make(name);
  if (base?.name !== name)
    throw invalid(name, `its name must be one of ${source.kinds.join(", ")}`);
  const made = changed(base, options);
  const there = recordOptimizer(made).opaque;
  const misses = Object.keys(opaque).find((option) => there[option] !== opaque[option]);
  if (misses === undefined) return made;
  throw invalid(name, `its option "${misses}" is no data: compose the optimizer with it as it was`);
}

/** Describes an option that is not plain data. */
function labelOf(value: unknown): string {
  return typeof value === "function" ? value.name : String(value);
}

function changed(base: Optimizer, options: OptimizerOptions): Optimizer {
  try {
    return base.with(options);
  } catch (error) {
    throw invalid(base.name, messageOf(error), error);
  }
}

function invalid(name: string, fault: string, cause?: unknown): TolariaError {
  return new TolariaError("state/invalid", errorMessage(fault, `recreate optimizer "${name}"`), {
    cause,
  });
}
