import { range } from "../../_graph/mod.ts";
import { isElementwise } from "./activations.ts";
import { activate, type LayerCall, type Value } from "./layer_call.ts";

/** Where a layer has its channels; tfjs's default is the last axis. */
export type DataFormat = "channelsFirst" | "channelsLast" | undefined;

/** Returns `value` with its channels behind the batch, as ONNX has them. */
export function channelsFirst({ graph }: LayerCall, value: Value, format: DataFormat): string {
  const last = value.shape.length - 1;
  if (format === "channelsFirst") return value.name;
  return graph.transpose(value.name, [0, last, ...range(1, last - 1)]);
}

/** Returns `name`, a value of `rank` axes with channels behind the batch, as the layer has it, activated. */
export function finished(
  call: LayerCall,
  name: string,
  rank: number,
  { format, activation = "linear" }: { format: DataFormat; activation?: string },
): string {
  const back = (value: string) =>
    format === "channelsFirst" ? value : call.graph.transpose(value, [0, ...range(2, rank - 2), 1]);
  return isElementwise(activation)
    ? back(activate(call, activation, name))
    : activate(call, activation, back(name));
}

/** Sizes of the axes that a window moves over; null if they are not known. */
export function spatialSizes({ shape }: Value, format: DataFormat): readonly (number | null)[] {
  return format === "channelsFirst" ? shape.slice(2) : shape.slice(1, -1);
}
