import { type PlacedLayer, wrappedLayersOf } from "../../../core/layers/mod.ts";
import type { tf } from "../../../deps.ts";

type Layer = tf.layers.Layer;
type Call = Layer["call"];
type Kwargs = Parameters<Call>[1];

/**
 * Makes the layers of `model` train as Keras's do:
 *
 * - A frozen batch normalization runs as in a prediction: it normalizes by its moving mean and variance, and leaves them
 *   as they are. A layer is frozen if none of its weights is in a group that trains; outside of a run, and without weights
 *   of its own, if it or a model that it is in has `trainable = false`.
 * - A dropout layer with a seed draws another mask in each step, where tfjs would draw the same one forever. Like every
 *   random number of a run, the masks follow from the run's seed and are the same after a resume.
 *
 * @returns A function that undoes it.
 * @see Keras, "BatchNormalization layer": "setting layer.trainable = False on a BatchNormalization layer".
 */
export function trainAsKeras(
  model: tf.LayersModel,
  trained: Trained = () => undefined,
): () => void {
  const restores = wrappedLayersOf(model).flatMap((placed) => {
    const change = changeOf(placed, trained);
    return change ? [wrapCall(placed.layer, change)] : [];
  });
  return () => {
    for (const restore of restores.toReversed()) restore();
  };
}

/** The weights that are trained at the time of the pass; undefined if only the layers say so. */
export type Trained = () => ReadonlySet<tf.Variable> | undefined;

/** Calls a layer's own `call` in another way. */
type Change = (call: Call, inputs: Parameters<Call>[0], kwargs: Kwargs) => ReturnType<Call>;

function changeOf({ layer, within }: PlacedLayer, trained: Trained): Change | undefined {
  if (layer.getClassName() === "BatchNormalization") {
    return (call, inputs, kwargs) =>
      call(inputs, isFrozen(layer, within, trained()) ? { ...kwargs, training: false } : kwargs);
  }
  const seeded = layer as unknown as { seed?: number | undefined };
  if (typeof seeded.seed !== "number") return undefined;
  return (call, inputs, kwargs) => {
    const { seed } = seeded;
    // Without one, tfjs draws from Math.random, which the engine seeds around each training pass.
    seeded.seed = undefined;
    try {
      return call(inputs, kwargs);
    } finally {
      seeded.seed = seed;
    }
  };
}

/** Whether `layer`, which is in `within`, is not to be trained. */
function isFrozen(
  layer: Layer,
  within: readonly Layer[],
  trained: ReadonlySet<tf.Variable> | undefined,
): boolean {
  const own = weightsOf(layer);
  // The groups of a run know better: they unfreeze layers, and freeze them.
  if (trained && own.length > 0) {
    return !own.some((weight) => trained.has(weight.read() as tf.Variable));
  }
  if ([layer, ...within].some(({ trainable }) => !trainable)) return true;
  // A model hands `trainable` down to its layers' weights, and not to the layers.
  return own.length > 0 && own.every(({ trainable }) => !trainable);
}

/** Weights that a layer trains unless it is frozen. */
function weightsOf(layer: Layer): readonly tf.LayerVariable[] {
  const { _trainableWeights: weights } = layer as unknown as {
    readonly _trainableWeights: readonly tf.LayerVariable[];
  };
  return weights;
}

function wrapCall(layer: Layer, change: Change): () => void {
  const own = Object.getOwnPropertyDescriptor(layer, "call");
  const call = layer.call.bind(layer);
  layer.call = (inputs, kwargs) => change(call, inputs, kwargs);
  return () => {
    if (own) Object.defineProperty(layer, "call", own);
    else Reflect.deleteProperty(layer, "call");
  };
}
