import type { tf } from "../../deps.ts";

/** Disposes every weight of `model`; tfjs's own `dispose` keeps those of a layer that is applied more than once. */
export function disposeModel(model: tf.LayersModel): void {
  const variables = model.weights.map((weight) => weight.read());
  model.dispose();
  for (const variable of variables) if (!variable.isDisposed) variable.dispose();
}
