import { range } from "../../_graph/mod.ts";
import { channelsFirst, type DataFormat, finished, spatialSizes } from "./channels.ts";
import { configOf, inputOf, type LayerWriter } from "./layer_call.ts";
import { windowAttributes } from "./windows.ts";

interface PoolConfig {
  readonly poolSize: readonly number[];
  readonly strides: readonly number[];
  readonly padding: string;
  readonly dataFormat?: DataFormat;
}

/** Returns a writer of a pool by operator `type`: MaxPool, AveragePool. */
export function pool(type: string): LayerWriter {
  return (call) => {
    const { poolSize: size, strides, padding, dataFormat: format } = configOf<PoolConfig>(call);
    const input = inputOf(call);
    const attributes = windowAttributes({ size, strides, padding }, spatialSizes(input, format));
    const y = call.graph.op(type, [channelsFirst(call, input, format)], attributes);
    return finished(call, y, input.shape.length, { format });
  };
}

/** Returns a writer of a pool over all places by operator `type`: ReduceMax, ReduceMean. */
export function globalPool(type: string): LayerWriter {
  return (call) => {
    const { dataFormat } = configOf<{ readonly dataFormat?: DataFormat }>(call);
    const { name, shape } = inputOf(call);
    const axes = range(dataFormat === "channelsFirst" ? 2 : 1, shape.length - 2);
    return call.graph.op(type, [name], { axes, keepdims: 0 });
  };
}
