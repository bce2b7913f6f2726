import type { tf } from "../../deps.ts";

/**
 * Disposes every weight of `models`, which may share layers; tfjs's own `dispose` keeps those of a layer that is applied more
 * than once.
 */
export function disposeModel(...models: readonly tf.LayersModel[]): void {
  const variables = models.flatMap(({ weights }) => weights.map((weight) => weight.read()));
  for (const model of models) model.dispose();
  for (const variable of variables) if (!variable.isDisposed) variable.dispose();
}
