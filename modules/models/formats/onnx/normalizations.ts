import type { WeightArray } from "../../_graph/mod.ts";
import { range, reshape } from "../../_graph/mod.ts";
import {
  configOf,
  inputOf,
  type LayerCall,
  type LayerWriter,
  refuse,
  weightOf,
} from "./layer_call.ts";

interface NormalizationConfig {
  readonly axis: number | readonly number[];
  readonly epsilon: number;
}

/** Order of axes that undoes `axes`. */
function undo(axes: readonly number[]): number[] {
  return axes.map((_, axis) => axes.indexOf(axis));
}

/** BatchNormalization, by its moving mean and variance. */
export const batchNormalization: LayerWriter = (call) => {
  const { axis, epsilon } = configOf<NormalizationConfig>(call);
  const { name, shape } = inputOf(call);
  const channels = (axis as number) < 0 ? (axis as number) + shape.length : (axis as number);
  if (channels !== shape.length - 1) {
    refuse(call, `TensorFlow.js itself does not compute it correctly along axis ${axis}`);
  }
  const others = range(1, shape.length - 1).filter((one) => one !== channels);
  const axes = [0, channels, ...others];
  const inputs = ["gamma", "beta", "moving_mean", "moving_variance"].map((weight) =>
    call.graph.weight(weight, scaleOf(call, weight, [shape[channels] as number])),
  );
  const x = call.graph.transpose(name, axes);
  const y = call.graph.op("BatchNormalization", [x, ...inputs], { epsilon: { float: epsilon } });
  return call.graph.transpose(y, undo(axes));
};

/** LayerNormalization. */
export const layerNormalization: LayerWriter = (call) => {
  const { axis, epsilon } = configOf<NormalizationConfig>(call);
  const { name, shape } = inputOf(call);
  const normalized = [axis].flat().map((one) => (one < 0 ? one + shape.length : one));
  const axes = [
    ...range(0, shape.length).filter((one) => !normalized.includes(one)),
    ...normalized,
  ];
  const sizes = normalized.map((one) => shape[one] as number);
  const inputs = ["gamma", "beta"].map((weight) =>
    call.graph.weight(weight, reshape(scaleOf(call, weight, sizes), sizes)),
  );
  const y = call.graph.op("LayerNormalization", [call.graph.transpose(name, axes), ...inputs], {
    axis: -normalized.length,
    epsilon: { float: epsilon },
  });
  return call.graph.transpose(y, undo(axes));
};

/** A scale or shift of the layer, or what stands for one that it has not. */
function scaleOf(call: LayerCall, name: string, shape: readonly number[]): WeightArray {
  const size = shape.reduce((a, b) => a * b, 1);
  const neutral = name === "gamma" ? 1 : 0;
  return weightOf(call, name) ?? { shape, data: new Float32Array(size).fill(neutral) };
}
