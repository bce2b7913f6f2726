import { nearestName } from "../../core/errors/mod.ts";
import { errorMessage, TolariaError } from "../../core/mod.ts";
import { tf } from "../../deps.ts";
import type { WeightArray } from "../models/_graph/mod.ts";
import type { WeightTarget } from "./model_targets.ts";

/** Tensors of a file by their names. */
export type WeightFile = ReadonlyMap<string, WeightArray>;

/** What a file had of the weights of a model. */
export interface WeightsReport {
  /** Names of weights that have other numbers now. */
  readonly loaded: readonly string[];
  /** Names of weights of the model that are not in the file. */
  readonly missing: readonly string[];
  /** Names in the file that are of no weight of the model. */
  readonly unexpected: readonly string[];
}

/**
 * Gives weights of a model the numbers in `file` that have their names: all or, with an error, none.
 *
 * @param strict Whether missing and unexpected names are errors. Wrong shapes always are.
 * @throws {TolariaError} `model/invalid`; it lists every fault.
 */
export function assignWeights(
  targets: ReadonlyMap<string, WeightTarget>,
  file: WeightFile,
  strict: boolean,
): WeightsReport {
  const names = [...targets.keys()];
  const missing = names.filter((name) => !file.has(name));
  const unexpected = [...file.keys()].filter((name) => !targets.has(name));
  const loaded = names.filter((name) => file.has(name));
  const faults = [
    ...(strict ? missing.map((name) => `missing: ${name}${nearest(name, unexpected)}`) : []),
    ...(strict ? unexpected.map((name) => `unexpected: ${name}${nearest(name, missing)}`) : []),
    ...loaded.flatMap((name) => shapeFault(name, targets, file)),
  ];
  if (faults.length > 0) throw invalid(faults);
  for (const name of loaded) {
    const target = targets.get(name) as WeightTarget;
    const { data } = file.get(name) as WeightArray;
    tf.tidy(() => {
      target.write(tf.tensor(data, [...target.shape], target.dtype));
    });
  }
  return { loaded, missing, unexpected };
}

function nearest(name: string, others: readonly string[]): string {
  const found = nearestName(name, others);
  return found === undefined ? "" : ` (is it "${found}"?)`;
}

function shapeFault(
  name: string,
  targets: ReadonlyMap<string, WeightTarget>,
  file: WeightFile,
): string[] {
  const wanted = targets.get(name)?.shape.join(", ");
  const found = file.get(name)?.shape.join(", ");
  return wanted === found ? [] : [`wrong shape: ${name} must be [${wanted}], but is [${found}]`];
}

/** Most faults that an error lists. */
const MOST_FAULTS = 20;

function invalid(faults: readonly string[]): TolariaError {
  const more = faults.length - MOST_FAULTS;
  const lines = faults.slice(0, MOST_FAULTS).map((fault) => `- ${fault}`);
  const rest = more > 0 ? [`- and ${more} more`] : [];
  const list = ["The weights in the file do not fit the model:", ...lines, ...rest].join("\n");
  return new TolariaError("model/invalid", errorMessage(list, "load the weights"));
}
