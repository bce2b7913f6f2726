import { offersFused, runFused, runFusedGradient } from "../../../../core/mod.ts";
import { tf } from "../../../../deps.ts";
import type { Gradient, LayerOverride } from "./replace.ts";

// B = images, H = height, W = width, I = channels, O = filters

/** The parts of tfjs's convolution of images that are used here. */
interface ConvolutionLayer {
  readonly kernel: { read(): tf.Tensor4D };
  readonly bias: { read(): tf.Tensor1D } | null;
  readonly activation: { getClassName(): string; apply(x: tf.Tensor): tf.Tensor };
  readonly strides: [number, number];
  readonly padding: string;
  readonly dataFormat: string;
  readonly dilationRate: readonly number[];
  invokeCallHook(inputs: tf.Tensor | tf.Tensor[], options: Readonly<Record<string, unknown>>): void;
}

/** Attributes of the convolution. */
interface Attributes {
  readonly activation: "linear" | "relu";
  readonly strides: [number, number];
  readonly pad: "valid" | "same";
}

/** Convolution, bias and ReLU in one kernel; tfjs runs one each while it differentiates. */
export const convolutionLayer: LayerOverride<ConvolutionLayer> = {
  example: () => tf.layers.conv2d({ filters: 1, kernelSize: 1 }),
  callOf: (stock) => (layer, inputs, options) => {
    const [x, ...others] = Array.isArray(inputs) ? inputs : [inputs];
    if (others.length > 0 || !x) return stock(layer, inputs, options);
    if (isDilated(layer))
      return dilated(layer, x as tf.Tensor4D, () => layer.invokeCallHook(inputs, options));
    if (!isOffered(layer, x)) return stock(layer, inputs, options);
    return tf.tidy(() => {
      layer.invokeCallHook(inputs, options);
      const name = layer.activation.getClassName();
      const activation = name === "relu" ? name : "linear";
      const bias = layer.bias && { bias: layer.bias.read() };
      const tensors = { x: x as tf.Tensor4D, filter: layer.kernel.read(), ...bias };
      const { strides, padding } = layer;
      const attributes: Attributes = { activation, strides, pad: padding as Attributes["pad"] };
      const [y] = runFused("TolariaConv2d", tensors, attributes) as [tf.Tensor];
      return name === activation ? y : layer.activation.apply(y);
    });
  },
};

const isDilated = ({ dilationRate, dataFormat }: ConvolutionLayer) =>
  dataFormat === "channelsLast" && dilationRate.some((rate) => rate !== 1);

/**
 * A dilated convolution by separate kernels, each of which has a gradient; tfjs throws for its
 * fused one.
 */
function dilated(layer: ConvolutionLayer, x: tf.Tensor4D, callHook: () => void): tf.Tensor {
  return tf.tidy(() => {
    callHook();
    const { strides, padding, dilationRate } = layer;
    const rates = dilationRate as [number, number];
    const pad = padding as Attributes["pad"];
    const y = tf.conv2d(x, layer.kernel.read(), strides, pad, "NHWC", rates);
    return layer.activation.apply(layer.bias ? y.add(layer.bias.read()) : y);
  });
}

function isOffered(layer: ConvolutionLayer, x: tf.Tensor): boolean {
  return (
    offersFused("TolariaConv2d") && x.dtype === "float32" && layer.dataFormat === "channelsLast"
  );
}

/** Gradient of such a layer: filter and bias in one kernel. */
export const convolutionGradient: Gradient = {
  kernelName: "TolariaConv2d",
  inputsToSave: ["x", "filter"],
  outputsToSave: [true],
  gradientOf: () => (dy, saved, attributes) => {
    const [x, filter, y] = saved as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
    const { activation, strides, pad } = attributes as unknown as Attributes;
    const windows = { strides, pad };
    const before = { dy: dy as tf.Tensor4D, ...(activation === "relu" && { y }) };
    const inImages = (dz: tf.Tensor) =>
      run("Conv2DBackpropInput", { dy: dz, filter }, { ...windows, inputShape: x.shape });
    const gradients = runFusedGradient("TolariaConv2dGradient", { x, filter, ...before }, windows);
    if (!gradients) {
      const dz = before.y ? before.dy.mul(before.y.step()) : before.dy;
      return {
        x: () => inImages(dz),
        filter: () =>
          run("Conv2DBackpropFilter", { x, dy: dz }, { ...windows, filterShape: filter.shape }),
        bias: () => dz.sum([0, 1, 2]),
      };
    }
    const [inFilter, inBias, inBefore] = gradients;
    return {
      x: () => inImages(inBefore ?? beforeRelu(before)),
      filter: () => inFilter,
      bias: () => inBias,
    };
  },
};

function beforeRelu({ dy, y }: { readonly dy: tf.Tensor; readonly y?: tf.Tensor }): tf.Tensor {
  if (!y) return dy;
  return runFused("TolariaReluGradient", { dy, x: y }, {})?.[0] ?? dy.mul(y.step());
}

/** Runs a kernel without the overhead of tfjs's functions. */
function run(name: string, inputs: tf.NamedTensorMap, attributes: object): tf.Tensor {
  const how = { ...attributes, dataFormat: "NHWC" };
  return tf.engine().runKernel(name, inputs, how) as tf.Tensor;
}
