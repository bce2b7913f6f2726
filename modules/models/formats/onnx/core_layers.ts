import { range } from "../../_graph/mod.ts";
import type { DataFormat } from "./channels.ts";
import {
  activate,
  configOf,
  constantOf,
  inputOf,
  type LayerCall,
  type LayerWriter,
} from "./layer_call.ts";

/** A layer that changes nothing in a prediction: dropout, noise. */
export const identity: LayerWriter = (call) => inputOf(call).name;

/** Dense, over the last axis of any input. */
export const dense: LayerWriter = (call) => {
  const { graph } = call;
  const { name, shape } = inputOf(call);
  const { activation } = configOf<{ readonly activation: string }>(call);
  const [kernel, bias] = ["kernel", "bias"].map((weight) => constantOf(call, weight));
  const product = () => graph.op("MatMul", [name, kernel as string]);
  const y = !bias
    ? product()
    : shape.length === 2
      ? graph.op("Gemm", [name, kernel as string, bias])
      : graph.op("Add", [product(), bias]);
  return activate(call, activation, y);
};

/** Activation. */
export const activation: LayerWriter = (call) =>
  activate(call, configOf<{ readonly activation: string }>(call).activation, inputOf(call).name);

/** ReLU, with a largest value or without. */
export const relu: LayerWriter = (call) => {
  const { maxValue } = configOf<{ readonly maxValue?: number | null }>(call);
  const { graph } = call;
  const y = graph.op("Relu", [inputOf(call).name]);
  return maxValue == null ? y : graph.op("Min", [y, graph.scalar(maxValue)]);
};

/** LeakyReLU. */
export const leakyRelu: LayerWriter = (call) => {
  const { alpha } = configOf<{ readonly alpha: number }>(call);
  return call.graph.op("LeakyRelu", [inputOf(call).name], { alpha: { float: alpha } });
};

/** ELU. */
export const elu: LayerWriter = (call) => {
  const { alpha } = configOf<{ readonly alpha: number }>(call);
  return call.graph.op("Elu", [inputOf(call).name], { alpha: { float: alpha } });
};

/** PReLU. */
export const prelu: LayerWriter = (call) =>
  call.graph.op("PRelu", [inputOf(call).name, constantOf(call, "alpha") as string]);

/** ThresholdedReLU. */
export const thresholdedRelu: LayerWriter = (call) => {
  const { theta } = configOf<{ readonly theta: number }>(call);
  return call.graph.op("ThresholdedRelu", [inputOf(call).name], { alpha: { float: theta } });
};

/** Softmax over an axis, or over several together. */
export const softmax: LayerWriter = (call) => {
  const { axis } = configOf<{ readonly axis: number | readonly number[] }>(call);
  const { name, shape } = inputOf(call);
  const axes = [axis].flat().map((one) => (one < 0 ? one + shape.length : one));
  if (axes.length === 1) return call.graph.op("Softmax", [name], { axis: axes[0] as number });
  const { graph } = call;
  const powers = graph.op("Exp", [
    graph.op("Sub", [name, graph.op("ReduceMax", [name], { axes, keepdims: 1 })]),
  ]);
  return graph.op("Div", [
    powers,
    graph.op("ReduceSum", [powers, graph.ints(axes)], { keepdims: 1 }),
  ]);
};

/** Flatten. */
export const flatten: LayerWriter = (call) => {
  const { dataFormat } = configOf<{ readonly dataFormat?: DataFormat }>(call);
  const { name, shape } = inputOf(call);
  const x =
    dataFormat === "channelsFirst"
      ? call.graph.transpose(name, [0, ...range(2, shape.length - 2), 1])
      : name;
  const size = shape.slice(1).reduce((a: number, b) => a * (b ?? Number.NaN), 1);
  return shaped(call, x, [Number.isNaN(size) ? -1 : size]);
};

/** Reshape. */
export const reshape: LayerWriter = (call) => {
  const { targetShape } = configOf<{ readonly targetShape: readonly (number | null)[] }>(call);
  return shaped(
    call,
    inputOf(call).name,
    targetShape.map((size) => size ?? -1),
  );
};

/** `value` with the batch as it is, and `sizes` behind it. */
function shaped({ graph }: LayerCall, value: string, sizes: readonly number[]): string {
  return graph.op("Reshape", [value, graph.ints([0, ...sizes])]);
}

/** Permute. */
export const permute: LayerWriter = (call) => {
  const { dims } = configOf<{ readonly dims: readonly number[] }>(call);
  return call.graph.transpose(inputOf(call).name, [0, ...dims]);
};

/** RepeatVector. */
export const repeatVector: LayerWriter = (call) => {
  const { n } = configOf<{ readonly n: number }>(call);
  const { graph } = call;
  const row = graph.op("Unsqueeze", [inputOf(call).name, graph.ints([1])]);
  return graph.op("Expand", [row, graph.ints([1, n, 1])]);
};

/** Embedding: rows of a table, by numbers that are cut to integers. */
export const embedding: LayerWriter = (call) => {
  const rows = call.graph.op("Cast", [inputOf(call).name], { to: 7 });
  return call.graph.op("Gather", [constantOf(call, "embeddings") as string, rows], { axis: 0 });
};

/** Masking: steps all of whose numbers are the mask's value become 0. */
export const masking: LayerWriter = (call) => {
  const { graph } = call;
  const kept = graph.op("Cast", [keptSteps(call, 1)], { to: 1 });
  return graph.op("Mul", [inputOf(call).name, kept]);
};

/** Which steps a Masking layer keeps: bools, [B, T] or [B, T, 1]. */
export function keptSteps(call: LayerCall, keepdims: 0 | 1): string {
  const { maskValue } = configOf<{ readonly maskValue: number }>(call);
  const { graph } = call;
  const equal = graph.op("Equal", [inputOf(call).name, graph.scalar(maskValue)]);
  const differs = graph.op("Cast", [graph.op("Not", [equal])], { to: 1 });
  const any = graph.op("ReduceMax", [differs], { axes: [-1], keepdims });
  return graph.op("Cast", [any], { to: 9 });
}

/** Rescaling. */
export const rescaling: LayerWriter = (call) => {
  const { scale, offset } = configOf<{ readonly scale: number; readonly offset: number }>(call);
  const { graph } = call;
  const scaled = graph.op("Mul", [inputOf(call).name, graph.scalar(scale)]);
  return offset === 0 ? scaled : graph.op("Add", [scaled, graph.scalar(offset)]);
};
