import type { WeightArray } from "../../_graph/mod.ts";
import { range, reorderAxes, reshape } from "../../_graph/mod.ts";
import { channelsFirst, type DataFormat, finished, spatialSizes } from "./channels.ts";
import type { Attributes } from "./graph_builder.ts";
import {
  configOf,
  constantOf,
  inputOf,
  type LayerCall,
  type LayerWriter,
  refuse,
  weightOf,
} from "./layer_call.ts";
import { transposedAttributes, windowAttributes } from "./windows.ts";

interface ConvolutionConfig {
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly padding: string;
  readonly dilationRate?: readonly number[];
  readonly activation: string;
}

/** The layer's options; the layout is asked of the layer, since the configuration of a Conv1D leaves it out. */
function optionsOf(call: LayerCall) {
  const { kernelSize, padding, ...rest } = configOf<ConvolutionConfig>(call);
  if (padding !== "same" && padding !== "valid") {
    refuse(call, `TensorFlow.js itself does not compute its padding "${padding}"`);
  }
  const { dataFormat: format } = call.layer as unknown as { readonly dataFormat?: DataFormat };
  if (format === "channelsFirst" && /^(Conv1D|SeparableConv2D)$/.test(call.layer.getClassName())) {
    refuse(call, `TensorFlow.js itself does not compute its dataFormat "${format}" correctly`);
  }
  return { ...rest, size: kernelSize, padding, format };
}

/** A kernel of tfjs, [sizes, in, out], as [out, in, sizes]. */
function outputsFirst(kernel: WeightArray): WeightArray {
  const rank = kernel.shape.length - 2;
  return reorderAxes(kernel, [rank + 1, rank, ...range(0, rank)]);
}

/** A kernel of tfjs for each channel, [sizes, in, multiplier], as [in * multiplier, 1, sizes]. */
function depthwiseKernel(kernel: WeightArray): WeightArray {
  const rank = kernel.shape.length - 2;
  const [channels, multiplier] = kernel.shape.slice(rank) as [number, number];
  const grouped = reorderAxes(kernel, [rank, rank + 1, ...range(0, rank)]);
  return reshape(grouped, [channels * multiplier, 1, ...kernel.shape.slice(0, rank)]);
}

/** Writes a convolution, which finds its channels behind the batch. */
function convolve(
  call: LayerCall,
  [x, kernel, bias]: readonly [x: string, kernel: string, bias?: string | undefined],
  attributes: Attributes,
): string {
  return call.graph.op("Conv", bias ? [x, kernel, bias] : [x, kernel], attributes);
}

/** Conv1D, Conv2D, Conv3D. */
export const convolution: LayerWriter = (call) => {
  const { size, strides, padding, dilationRate, activation, format } = optionsOf(call);
  const input = inputOf(call);
  const kernel = call.graph.weight("kernel", outputsFirst(kernelOf(call, "kernel")));
  const window = { size, strides, padding, ...(dilationRate && { dilations: dilationRate }) };
  const attributes = windowAttributes(window, spatialSizes(input, format));
  const x = channelsFirst(call, input, format);
  const y = convolve(call, [x, kernel, constantOf(call, "bias")], attributes);
  return finished(call, y, input.shape.length, { format, activation });
};

function kernelOf(call: LayerCall, name: string): WeightArray {
  return weightOf(call, name) as WeightArray;
}

/** Channels of a kernel for each channel. */
function channelsOf(kernel: WeightArray): number {
  return kernel.shape[kernel.shape.length - 2] as number;
}

/** DepthwiseConv2D; tfjs does not look at its dilation. */
export const depthwiseConvolution: LayerWriter = (call) => {
  const { size, strides, padding, activation, format, dilationRate = [] } = optionsOf(call);
  if (dilationRate.some((rate) => rate !== 1)) {
    refuse(call, `TensorFlow.js itself ignores its dilationRate ${dilationRate.join(", ")}`);
  }
  const input = inputOf(call);
  const kernel = kernelOf(call, "depthwise_kernel");
  const attributes = {
    ...windowAttributes({ size, strides, padding }, spatialSizes(input, format)),
    group: channelsOf(kernel),
  };
  const x = channelsFirst(call, input, format);
  const weight = call.graph.weight("depthwise_kernel", depthwiseKernel(kernel));
  const y = convolve(call, [x, weight, constantOf(call, "bias")], attributes);
  return finished(call, y, 4, { format, activation });
};

/** SeparableConv2D: a convolution of each channel, then one of single points across channels. */
export const separableConvolution: LayerWriter = (call) => {
  const { size, strides, padding, dilationRate, activation, format } = optionsOf(call);
  const input = inputOf(call);
  const depthwise = kernelOf(call, "depthwise_kernel");
  const window = { size, strides, padding, ...(dilationRate && { dilations: dilationRate }) };
  const attributes = {
    ...windowAttributes(window, spatialSizes(input, format)),
    group: channelsOf(depthwise),
  };
  const first = call.graph.weight("depthwise_kernel", depthwiseKernel(depthwise));
  const second = call.graph.weight(
    "pointwise_kernel",
    outputsFirst(kernelOf(call, "pointwise_kernel")),
  );
  const between = convolve(call, [channelsFirst(call, input, format), first], attributes);
  const y = convolve(call, [between, second, constantOf(call, "bias")], {});
  return finished(call, y, 4, { format, activation });
};

/** Conv2DTranspose, Conv3DTranspose. */
export const transposedConvolution: LayerWriter = (call) => {
  const { size, strides, padding, activation, format } = optionsOf(call);
  const input = inputOf(call);
  const kernel = call.graph.weight("kernel", outputsFirst(kernelOf(call, "kernel")));
  const bias = constantOf(call, "bias");
  const x = channelsFirst(call, input, format);
  const y = call.graph.op(
    "ConvTranspose",
    bias ? [x, kernel, bias] : [x, kernel],
    transposedAttributes({ size, strides, padding }),
  );
  return finished(call, y, input.shape.length, { format, activation });
};
