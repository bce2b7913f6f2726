import type { WeightArray } from "../../_graph/mod.ts";
import { constantOf, inputOf, type LayerWriter, refuse, weightOf } from "./layer_call.ts";

/** A learned vector for each place. */
export const positionEmbedding: LayerWriter = (call) => {
  const { name, shape } = inputOf(call);
  const table = weightOf(call, "embeddings") as WeightArray;
  const places = shape[1] ?? refuse(call, "the length of its sequences must be known");
  const [, width] = table.shape as [number, number];
  const data = table.data.subarray(0, places * width);
  const rows = call.graph.weight("embeddings", { shape: [places, width], data });
  return call.graph.op("Add", [name, rows]);
};

/** Rows of a table by ids, or a score by each row. */
export const tiedEmbedding: LayerWriter = (call) => {
  const { graph } = call;
  const { name, shape } = inputOf(call);
  const table = constantOf(call, "embeddings") as string;
  if (shape.length === 2) {
    return graph.op("Gather", [table, graph.op("Cast", [name], { to: 7 })], { axis: 0 });
  }
  return graph.op("MatMul", [name, graph.transpose(table, [1, 0])]);
};
