import { tf } from "../../deps.ts";
import type { Parameter } from "../ports/host.ts";
import { runFused } from "../ports/run_fused.ts";
import { share } from "./layout.ts";

// P = numbers in the group

/** Looks up the tensor of a weight. */
export type TensorOf = (parameter: Parameter) => tf.Tensor | undefined;

/** A flat vector, [P], and its sum of squares if a kernel computed both. */
export interface Flattened {
  readonly flat_P: tf.Tensor1D;
  readonly square?: tf.Scalar;
}

/** Concatenates the weights' tensors to one vector, [P], with zeros for missing ones. The caller disposes it. */
export function flatten(parameters: readonly Parameter[], tensorOf: TensorOf): tf.Tensor1D {
  if (parameters.length === 0) return tf.tensor1d([]);
  return tf.tidy(() => {
    const pieces = parameters.map(
      (parameter) => tensorOf(parameter) ?? tf.zeros([parameter.variable.size]),
    );
    const [first] = pieces as [tf.Tensor];
    return pieces.length === 1 ? share(first.reshape<tf.Tensor1D>([first.size])) : joined(pieces);
  });
}

/** Like `flatten`, with the sum of squares if the backend computes both in one pass. */
export function flattenWithSquare(parameters: readonly Parameter[], tensorOf: TensorOf): Flattened {
  const tensors = parameters.map(tensorOf);
  if (tensors.length === 0 || tensors.includes(undefined)) {
    return { flat_P: flatten(parameters, tensorOf) };
  }
  const both = runFused("TolariaFlatten", named(tensors as tf.Tensor[]), {});
  if (!both) return { flat_P: flatten(parameters, tensorOf) };
  const [flat_P, square] = both;
  return { flat_P, square };
}

/** Concatenates tensors of any shapes, to read them from the device at once. The caller disposes the result. */
export function joined(tensors: readonly tf.Tensor[]): tf.Tensor1D {
  const floats = tensors.every(({ dtype }) => dtype === "float32");
  const both = floats ? runFused("TolariaFlatten", named(tensors), {}) : undefined;
  if (!both) return tf.tidy(() => tf.concat1d(tensors.map((tensor) => tensor.flatten())));
  const [flat, square] = both;
  square.dispose();
  return flat;
}

/** Inputs of a variadic kernel. */
function named(tensors: readonly tf.Tensor[]): Readonly<Record<`x${number}`, tf.Tensor>> {
  return Object.fromEntries(tensors.map((tensor, at) => [`x${at}`, tensor]));
}
