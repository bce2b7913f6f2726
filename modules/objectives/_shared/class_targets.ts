import type { Column, Host, ValueLimit } from "../../../core/mod.ts";
import { tf, z } from "../../../deps.ts";
import { checkWeights, onlyPair, type Pair, refuse } from "./check.ts";
import { countOf, keptTargets } from "./factors.ts";

// S = positions, [B, ...axes]; R = all of them in a row; C = classes

/** Rules of a weight for each class: at least 0 each, one of them above. */
export const ClassWeightsSchema: z.ZodType<readonly number[]> = z
  .array(z.number().min(0))
  .min(2)
  .refine((weights) => weights.some((weight) => weight > 0), "at least one weight above 0");

/** What is left out of a loss over classes, and what its classes weigh. */
export interface ClassLossOptions {
  /** Targets of this class number are left out, such as padding. @default none */
  readonly ignore?: number;
  /** Factor of the loss of each class, in their order, at least 0. @default 1 each */
  readonly classWeights?: readonly number[];
}

/** Checks that an output is rows of a number for each class, and that the targets are classes of them. */
export function checkClasses(
  maker: string,
  host: Host,
  targets: readonly Column[],
  weights: Column | undefined,
  { classWeights }: { readonly classWeights?: readonly number[] | undefined },
): Pair {
  const pair = onlyPair(maker, host, targets);
  const { output, target } = pair;
  const count = output.at(-1);
  if (typeof count !== "number") {
    refuse(maker, `the output must be rows of classes: its shape is [${output.join(", ")}]`);
  }
  const positions = output.slice(0, -1);
  const labels = target.dtype === "int32" && fits(positions, target.shape);
  const rows = target.dtype === "float32" && fits(positions, target.shape.slice(0, -1));
  if (!labels && !(rows && target.shape.length === output.length)) {
    refuse(
      maker,
      `column "${target.name}" must hold class numbers (int32, [${positions.join(", ")}]) or a probability for each class (float32, [${output.join(", ")}]), but is ${target.dtype}, [${target.shape.join(", ")}]`,
    );
  }
  const { classes = count } = labels ? target : { classes: target.shape.at(-1) };
  if (classes !== count) {
    refuse(
      maker,
      `the network must have as many outputs as column "${target.name}" has classes, ${classes}, but has ${count}`,
    );
  }
  if (classWeights && classWeights.length !== count) {
    refuse(maker, `"classWeights" must have ${count} numbers, but has ${classWeights.length}`);
  }
  checkWeights(maker, weights, positions);
  return pair;
}

function fits(shape: readonly (number | null)[], of: readonly number[]): boolean {
  return (
    shape.length === of.length && shape.every((size, axis) => size === null || size === of[axis])
  );
}

/** What class numbers must be. */
export function limitOfClasses(
  maker: string,
  { outputShapes }: Host,
  { shape, dtype }: Column,
  ignore: number | undefined,
): ValueLimit | undefined {
  const output = outputShapes[0] ?? [];
  const classes = output.at(-1);
  if (shape.length !== output.length - 1 || dtype !== "int32") return undefined;
  if (typeof classes !== "number") return undefined;
  return {
    below: classes,
    ...(ignore !== undefined && { except: ignore }),
    reason: `${maker} has classes 0 to ${classes - 1}, one for each output`,
  };
}

/** The rows of an output, [R, C]; itself if it is that. */
export function rowsOf(outputs: tf.Tensor): tf.Tensor2D {
  if (outputs.rank === 2) return outputs as tf.Tensor2D;
  return outputs.reshape([-1, outputs.shape.at(-1) as number]);
}

/** Class numbers, [R], or rows of probabilities, [R, C]; themselves if they are that. */
export function flatTargets(outputs: tf.Tensor, targets: tf.Tensor): tf.Tensor1D | tf.Tensor2D {
  if (targets.rank === outputs.rank) return rowsOf(targets);
  return (targets.rank === 1 ? targets : targets.flatten()) as tf.Tensor1D;
}

/** 0 for each position that is ignored, else 1, of shape S; undefined if none is. */
export function keptClasses(
  outputs: tf.Tensor,
  targets: tf.Tensor,
  ignore: number | undefined,
): tf.Tensor | undefined {
  return targets.rank === outputs.rank ? undefined : keptTargets(targets, ignore);
}

/**
 * Rows of probabilities, [R, C], of class numbers or such rows.
 *
 * @param kept_S 0 for each number that is no class.
 */
export function probabilities(
  targets: tf.Tensor1D | tf.Tensor2D,
  classes: number,
  kept_S?: tf.Tensor,
): tf.Tensor2D {
  if (targets.rank === 2) return targets as tf.Tensor2D;
  // A number outside of the row is read by some kernels as another row's.
  const labels = kept_S ? targets.mul(kept_S.flatten().cast("int32")) : targets;
  return tf.oneHot(labels as tf.Tensor1D, classes, 1, 0, "float32") as tf.Tensor2D;
}

/** As many positions as count in a batch of class targets. */
export function countOfClasses(
  [targets]: readonly tf.Tensor[],
  weights: tf.Tensor | undefined,
  ignore: number | undefined,
): tf.Scalar | undefined {
  const y = targets as tf.Tensor;
  // Rows of probabilities are float32: nothing of them is ignored.
  const kept_S = y.dtype === "int32" ? keptTargets(y, ignore) : undefined;
  return countOf(kept_S?.shape ?? weights?.shape ?? y.shape, weights, kept_S);
}
