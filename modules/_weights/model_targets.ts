import { layersOf, namedWeights } from "../../core/layers/mod.ts";
import type { Host } from "../../core/mod.ts";
import type { tf } from "../../deps.ts";

/** A weight of a model that can be given other numbers. */
export interface WeightTarget {
  readonly name: string;
  readonly shape: readonly number[];
  /** Class of the layer that it is in; empty if it is in none. */
  readonly layerClass: string;
  readonly dtype: tf.DataType;
  /** Gives it the numbers of a tensor, which stays the caller's. */
  write(value: tf.Tensor): void;
}

/** Returns the weights of a host by their names. */
export function hostTargets({ parameters, buffers }: Host): ReadonlyMap<string, WeightTarget> {
  return new Map(
    [...parameters, ...buffers].map(({ name, variable }) => [
      name,
      {
        name,
        shape: variable.shape,
        layerClass: "",
        dtype: variable.dtype,
        write: (value) => variable.assign(value),
      },
    ]),
  );
}

/** Returns the weights of `model` by their names. */
export function modelTargets(model: tf.LayersModel): ReadonlyMap<string, WeightTarget> {
  const classes = new Map(
    layersOf(model).flatMap(({ layer }) =>
      layer.weights.map((weight) => [weight, layer.getClassName()] as const),
    ),
  );
  return new Map(
    namedWeights(model).map(({ name, weight }) => [
      name,
      {
        name,
        shape: weight.shape as number[],
        layerClass: classes.get(weight) as string,
        dtype: weight.dtype,
        write: (value) => void weight.write(value),
      },
    ]),
  );
}
