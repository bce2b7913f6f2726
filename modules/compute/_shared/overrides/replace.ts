import { tf } from "../../../../deps.ts";

/** A gradient that replaces tfjs's own, or adds one. */
export interface Gradient {
  readonly kernelName: string;
  readonly inputsToSave: string[];
  readonly saveAllInputs?: boolean;
  readonly outputsToSave?: boolean[];
  gradientOf(stock: tf.GradConfig): tf.GradFunc;
}

/**
 * Registers a gradient in place of tfjs's own, if it has one. Returns a function that undoes it.
 */
export function replaceGradient({ gradientOf, ...config }: Gradient): () => void {
  const { kernelName } = config;
  const before = tf.getGradient(kernelName) as tf.GradConfig | undefined;
  if (before) tf.unregisterGradient(kernelName);
  tf.registerGradient({ ...config, gradFunc: gradientOf(before as tf.GradConfig) });
  return () => {
    tf.unregisterGradient(kernelName);
    if (before) tf.registerGradient(before);
  };
}

/** How a layer computes its output. */
export type LayerCall<Layer> = (
  layer: Layer,
  inputs: tf.Tensor | tf.Tensor[],
  options: Readonly<Record<string, unknown>>,
) => tf.Tensor | tf.Tensor[];

/** A replacement for the computation of a layer class. */
export interface LayerOverride<Layer> {
  /** An instance of the class, to find the class by. */
  example(): tf.layers.Layer;
  /** @param stock tfjs's own computation. */
  callOf(stock: LayerCall<Layer>): LayerCall<Layer>;
}

/** The part of a layer class that is replaced. */
interface Callable {
  call(
    inputs: tf.Tensor | tf.Tensor[],
    options: Readonly<Record<string, unknown>>,
  ): tf.Tensor | tf.Tensor[];
}

/** Replaces a layer's computation. Returns a function that undoes it. */
export function replaceCall<Layer>({ example, callOf }: LayerOverride<Layer>): () => void {
  const prototype = Object.getPrototypeOf(example()) as Callable;
  const stock = prototype.call;
  const inherited = !Object.hasOwn(prototype, "call");
  const call = callOf((layer, inputs, options) => stock.call(layer as Callable, inputs, options));
  prototype.call = function (this: Layer, inputs, options) {
    return call(this, inputs, options);
  };
  return () => {
    if (inherited) Reflect.deleteProperty(prototype, "call");
    else prototype.call = stock;
  };
}
