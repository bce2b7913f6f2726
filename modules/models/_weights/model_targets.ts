import { layersOf, namedWeights } from "../../../core/layers/mod.ts";
import type { tf } from "../../../deps.ts";

/** A weight of a model that can be given other numbers. */
export interface WeightTarget {
  readonly name: string;
  readonly shape: readonly number[];
  /** Class of the layer that it is in. */
  readonly layerClass: string;
  readonly weight: tf.LayerVariable;
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
        weight,
      },
    ]),
  );
}
