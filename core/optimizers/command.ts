import { z } from "../../deps.ts";
import type { CommandOptimizerAdjustment } from "../../proto/mod.ts";
import type { ParameterGroup } from "../arena/parameter_group.ts";
import { errorMessage, messageOf, TolariaError, unknownName } from "../errors/mod.ts";
import type { Optimizer, OptimizerOptions } from "../ports/optimizer.ts";
import type { OptimizerSource } from "./optimizer_source.ts";

/** Payload of a `COMMAND_OPTIMIZER`. */
export type OptimizerAdjustment = Pick<
  CommandOptimizerAdjustment,
  "optimizerId" | "hyperparameters"
>;

/** A decoded command. */
export interface ReadAdjustment {
  /** Whether the command names another optimizer. */
  readonly swap: boolean;
  /** Optimizer with the requested options. */
  readonly optimizer: Optimizer;
  /** Requested options by Tolaria's names. */
  readonly options: OptimizerOptions;
  /** Requested rate; undefined to keep the current one. */
  readonly learningRate: number | undefined;
}

/**
 * Decodes a command: `optimizerId` is the name of a built-in optimizer, or empty for the group's,
 * `hyperparameters` are options by their snake_case names (`weight_decay`), with 0 and 1 for booleans.
 *
 * @throws {TolariaError} `optimizer/refused`.
 */
export function readAdjustment(
  { optimizerId: id, hyperparameters }: OptimizerAdjustment,
  group: ParameterGroup,
  source: OptimizerSource,
): ReadAdjustment {
  const { learning_rate: rate, ...others } = hyperparameters ?? {};
  const base = id ? named(id, source) : group.optimizer;
  const options = Object.fromEntries(
    Object.entries(others).map(([name, value]) => optionOf(base, name, value)),
  );
  return {
    swap: Boolean(id),
    optimizer: attempt(() => base.with(options)),
    options,
    learningRate: rate === undefined ? undefined : checkRate(rate),
  };
}

function named(id: string, source: OptimizerSource): Optimizer {
  const optimizer = attempt(() => source.make(id));
  if (optimizer) return optimizer;
  throw refused(unknownName("optimizer", id, source.kinds));
}

function optionOf(optimizer: Optimizer, name: string, value: number): [string, unknown] {
  const option = name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  if (typeof optimizer.options[option] !== "boolean") return [option, shortest(value)];
  if (value === 0 || value === 1) return [option, value === 1];
  throw refused(`"${name}" must be 0 or 1, but is ${value}`);
}

/** Returns the shortest decimal with the float32 `value`: 0.9 arrives as 0.8999999761581421. */
function shortest(value: number): number {
  const short = Number(value.toPrecision(7));
  return Math.fround(short) === Math.fround(value) ? short : value;
}

function checkRate(rate: number): number {
  if (z.number().positive().safeParse(rate).success) return shortest(rate);
  throw refused(`"learning_rate" must be greater than 0, but is ${rate}`);
}

function attempt<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw refused(messageOf(error), error);
  }
}

function refused(reason: string, cause?: unknown): TolariaError {
  return new TolariaError("optimizer/refused", errorMessage(reason, "follow the command"), {
    ...(cause !== undefined && { cause }),
  });
}
