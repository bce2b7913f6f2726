import { TolariaError } from "../../../../core/mod.ts";
import { tf } from "../../../../deps.ts";

type Mask = tf.Tensor | null | undefined;

/** The parts of tfjs's merge layers that are used here. */
interface Merge {
  readonly name: string;
  readonly axis: number;
  getClassName(): string;
  computeMask(inputs: readonly tf.Tensor[], masks: readonly Mask[] | null): tf.Tensor | null;
}

/** Merges in which Keras leaves out the inputs whose step is masked, where tfjs takes them as they are. */
const SELECTIVE = ["Maximum", "Minimum", "Multiply"];

/**
 * Gives merged inputs a mask as Keras does: a step counts unless each input masks it, so there is no mask if an input has
 * none. A concatenation of steps concatenates the masks. tfjs forgets the last mask and adds an axis, on which the next
 * layer throws, and masks a step of a concatenation if any input does.
 *
 * @returns Undoes it.
 * @see Keras 3, `Merge.compute_mask` and `Concatenate.compute_mask`.
 */
export function replaceMergeMasks(): () => void {
  const merge = Object.getPrototypeOf(Object.getPrototypeOf(tf.layers.add())) as Merge;
  const concatenate = Object.getPrototypeOf(tf.layers.concatenate()) as Merge;
  const stock = [merge.computeMask, concatenate.computeMask] as const;
  merge.computeMask = function (this: Merge, _inputs, masks) {
    return ofEach(masks, this);
  };
  concatenate.computeMask = function (this: Merge, inputs, masks) {
    const { rank } = inputs[0] as tf.Tensor;
    const axis = this.axis < 0 ? this.axis + rank : this.axis;
    return axis === rank - 1 ? ofEach(masks, this) : ofSteps(inputs, masks, axis);
  };
  return () => {
    [merge.computeMask, concatenate.computeMask] = stock;
  };
}

/** The mask of steps that stand in the same place. */
function ofEach(masks: readonly Mask[] | null, layer: Merge): tf.Tensor | null {
  const given = givenOf(masks);
  const [first, ...others] = given;
  if (!first || given.length < (masks ?? []).length) return null;
  if (others.every((other) => other === first)) return first.clone();
  if (SELECTIVE.includes(layer.getClassName())) {
    throw new TolariaError(
      "host/unsupported",
      `Cannot compute layer "${layer.name}": its inputs have different masks, and TensorFlow.js would merge masked steps. Give them one mask, or merge with add or concatenate.`,
    );
  }
  return tf.tidy(() => given.reduce((a, b) => a.logicalOr(b)));
}

/** The mask of steps that stand one behind the other. */
function ofSteps(
  inputs: readonly tf.Tensor[],
  masks: readonly Mask[] | null,
  axis: number,
): tf.Tensor | null {
  const [first] = givenOf(masks);
  if (!first) return null;
  return tf.tidy(() =>
    tf.concat(
      inputs.map(({ shape }, at) => masks?.[at] ?? tf.ones(shape.slice(0, first.rank), "bool")),
      axis,
    ),
  );
}

const givenOf = (masks: readonly Mask[] | null) =>
  (masks ?? []).filter((mask) => mask !== null && mask !== undefined);
