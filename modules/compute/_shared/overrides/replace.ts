import { tf } from "../../../../deps.ts";

/** What makes a gradient in the place of tfjs's own, which it is given where there is one. */
export interface Gradient {
  readonly kernelName: string;
  readonly inputsToSave: string[];
  readonly outputsToSave?: boolean[];
  gradientOf(stock: tf.GradConfig): tf.GradFunc;
}

/** Puts a gradient in the place of tfjs's own, or where it has none. Returns what undoes it. */
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

/** Another way for a class of tfjs's layers. */
export interface LayerOverride<Layer> {
  /** One of the class, which is found by it. */
  example(): tf.layers.Layer;
  /** @param stock tfjs's own way. */
  callOf(stock: LayerCall<Layer>): LayerCall<Layer>;
}

/** The part of a class of layers that is replaced. */
interface Callable {
  call(
    inputs: tf.Tensor | tf.Tensor[],
    options: Readonly<Record<string, unknown>>,
  ): tf.Tensor | tf.Tensor[];
}

/** Puts a layer's computation in the place of tfjs's own. Returns what undoes it. */
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
