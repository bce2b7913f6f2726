import { tf } from "../../deps.ts";
import type { MemoryColumn } from "../data/_memory/mod.ts";
import { fail } from "./examples.ts";

// N = examples, T = positions of an example

/** Weight of each example of an output: [N], or [N, T] with a weight for each position. */
export type FitSampleWeight = tf.Tensor | Float32Array | readonly number[];

/** Weights of the examples: of the only output, of each output in order, or by the output's name. */
export type FitSampleWeights =
  | FitSampleWeight
  | readonly FitSampleWeight[]
  | Readonly<Record<string, FitSampleWeight>>;

/** Weights of classes: of the only output, of each output in order, or by the output's name. */
export type FitClassWeights = tf.ClassWeight | tf.ClassWeight[] | tf.ClassWeightMap;

/** Weights of the examples of one output, row-major. */
export interface Weighting {
  readonly values: Float32Array;
  /** Shape of one example's weights: `[]` or `[T]`. */
  readonly shape: readonly number[];
}

/** Returns the sample weights of each output; undefined for those without. @throws {TolariaError} `data/invalid`. */
export async function sampleWeightsOf(
  option: string,
  given: FitSampleWeights | undefined,
  outputs: readonly string[],
  size: number,
): Promise<readonly (Weighting | undefined)[]> {
  if (given === undefined || given === null) return outputs.map(() => undefined);
  const each = isSampleWeight(given) ? [given] : perOutput(option, given, outputs);
  if (each.length !== outputs.length) {
    fail(
      `"${option}" must have weights for each of ${outputs.join(", ")}, but is one list of them`,
    );
  }
  return Promise.all(each.map((one) => one && weightingOf(option, one, size)));
}

/** Returns the class weights of each output. @throws {TolariaError} `data/invalid`. */
export function classWeightsOf(
  given: FitClassWeights | undefined,
  outputs: readonly string[],
): readonly (tf.ClassWeight | undefined)[] {
  if (given === undefined || given === null) return outputs.map(() => undefined);
  const single =
    outputs.length === 1 && !Array.isArray(given) && !((outputs[0] as string) in given);
  const each = single
    ? [given as tf.ClassWeight]
    : perOutput("classWeight", given as tf.ClassWeight[] | tf.ClassWeightMap, outputs);
  if (each.length === outputs.length) return each;
  return fail(`"classWeight" must have weights for each of ${outputs.join(", ")}`);
}

function perOutput<T>(
  option: string,
  given: readonly T[] | Readonly<Record<string, T>>,
  outputs: readonly string[],
): readonly (T | undefined)[] {
  if (Array.isArray(given)) return given as readonly T[];
  const named = given as Readonly<Record<string, T>>;
  const unknown = Object.keys(named).find((name) => !outputs.includes(name));
  if (unknown !== undefined) {
    fail(`"${option}" must name outputs (${outputs.join(", ")}), but names "${unknown}"`);
  }
  return outputs.map((name) => named[name]);
}

function isSampleWeight(given: FitSampleWeights): given is FitSampleWeight {
  if (given instanceof tf.Tensor || ArrayBuffer.isView(given)) return true;
  return Array.isArray(given) && typeof given[0] === "number";
}

async function weightingOf(
  option: string,
  given: FitSampleWeight,
  size: number,
): Promise<Weighting> {
  const [values, shape] =
    given instanceof tf.Tensor
      ? [Float32Array.from(await given.data()), given.shape.slice(1)]
      : [Float32Array.from(given), []];
  const width = shape.reduce((product, extent) => product * extent, 1);
  if (shape.length > 1 || values.length !== size * width) {
    const has =
      given instanceof tf.Tensor ? `shape [${given.shape.join(", ")}]` : `${values.length} weights`;
    fail(`"${option}" must have a weight for each of ${size} examples, but has ${has}`);
  }
  const wrong = values.findIndex((value) => !(value >= 0 && value < Number.POSITIVE_INFINITY));
  if (wrong >= 0) fail(`"${option}" must be finite and >= 0, but is ${values[wrong]} at ${wrong}`);
  return { values, shape };
}

/** Multiplies weights of examples with those of their classes. */
export function withClassWeights(
  weighting: Weighting | undefined,
  classWeight: tf.ClassWeight | undefined,
  target: MemoryColumn,
): Weighting | undefined {
  if (!classWeight) return weighting;
  const classes = classesOf(target);
  const shape = weighting?.shape ?? [];
  const width = shape.reduce((product, extent) => product * extent, 1);
  const values = weighting?.values.slice() ?? new Float32Array(classes.length).fill(1);
  classes.forEach((one, example) => {
    const weight = classWeight[one];
    if (weight === undefined || weight === null) {
      fail(`"classWeight" must contain all classes in the training data, but lacks class ${one}`);
    }
    for (let at = example * width; at < (example + 1) * width; at++) {
      values[at] = (values[at] as number) * weight;
    }
  });
  return { values, shape };
}

/** The class of each example: the number in its row, or the place of the largest one. */
function classesOf({ name, shape, values }: MemoryColumn): number[] {
  const [width = 1, ...others] = shape;
  if (others.length > 0) {
    fail(
      `A target of output "${name}" must be one class or one row of classes to be weighted by "classWeight", but has shape [${shape.join(", ")}]`,
    );
  }
  if (width === 1) return [...values];
  return Array.from({ length: values.length / width }, (_, example) => {
    const row = values.subarray(example * width, (example + 1) * width);
    return row.indexOf(Math.max(...row));
  });
}

/** The weights as a column of the data, which is how they get to the loss. */
export function weightColumn(output: string, { values, shape }: Weighting): MemoryColumn {
  return { name: `weights of ${output}`, shape, dtype: "float32", values };
}
