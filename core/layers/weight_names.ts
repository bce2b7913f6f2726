import type { tf } from "../../deps.ts";
import { layersOf } from "./placed_layers.ts";

/** A weight of a layers model, with a name that does not depend on what else the process has built. */
export interface NamedWeight {
  readonly name: string;
  readonly weight: tf.LayerVariable;
  /** Whether it is exempt from weight decay. */
  readonly isExempt: boolean;
}

/** Layers whose weights are scales, shifts and slopes. */
const EXEMPT_LAYERS = ["BatchNormalization", "LayerNormalization", "PReLU"];

/** What tfjs's layers call weights that are scales, shifts and slopes, those of a layer within another too. */
const EXEMPT_WEIGHTS = /(^|_)(bias|beta|gamma|alpha)$/;

/**
 * The weights of `model` in its own order, each once.
 *
 * A layer that was given a name is called by it. One that was not has a name from a counter of the process
 * (`dense_Dense7`), so it is called by its class and its number among such layers of this model instead
 * (`dense_2`). A model within the model is a folder: `encoder/dense_1/kernel`.
 */
export function namedWeights(model: tf.LayersModel): NamedWeight[] {
  const seen = new Set<tf.LayerVariable>();
  const taken = new Set<string>();
  const named: NamedWeight[] = [];
  for (const { path, layer } of layersOf(model)) {
    for (const weight of layer.weights) {
      if (seen.has(weight)) continue;
      seen.add(weight);
      const own = lastPart(weight.originalName);
      const isExempt = EXEMPT_LAYERS.includes(layer.getClassName()) || EXEMPT_WEIGHTS.test(own);
      named.push({ name: free(`${path}/${own}`, taken), weight, isExempt });
    }
  }
  return named;
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** `name`, or with the first number behind it that makes it unique (the halves of a bidirectional layer). */
function free(name: string, taken: Set<string>): string {
  let candidate = name;
  for (let n = 2; taken.has(candidate); n++) candidate = `${name}_${n}`;
  taken.add(candidate);
  return candidate;
}
