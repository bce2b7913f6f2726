import { configOf, type LayerCall, type LayerWriter, type Value } from "./layer_call.ts";

// T = queries, S = keys, H = heads, K = numbers of a head

interface AttentionConfig {
  readonly heads: number;
  readonly causal: boolean;
}

/** `attentionLayer()`: softmax(q k^T / sqrt(K)) v in each head. */
export const attention: LayerWriter = (call) => {
  const { graph } = call;
  const { heads, causal } = configOf<AttentionConfig>(call);
  const { names, width } = partsOf(call);
  const [q, k, v] = names as [string, string, string];
  const split = (name: string, axes: readonly number[]) =>
    graph.transpose(graph.op("Reshape", [name, graph.ints([0, 0, heads, width / heads])]), axes);
  const products = graph.op("MatMul", [split(q, [0, 2, 1, 3]), split(k, [0, 2, 3, 1])]);
  const scores = graph.op("Mul", [products, graph.scalar(Math.sqrt(heads / width))]);
  const seen = causal ? graph.op("Add", [scores, laterKeys(call, scores)]) : scores;
  const weights = graph.op("Softmax", [seen], { axis: -1 });
  const mixed = graph.op("MatMul", [weights, split(v, [0, 2, 1, 3])]);
  return graph.op("Reshape", [graph.transpose(mixed, [0, 2, 1, 3]), graph.ints([0, 0, width])]);
};

/** Queries, keys and values, which may lie beside each other in one input. */
function partsOf({ graph, inputs }: LayerCall) {
  const [{ name, shape }] = inputs as [Value];
  const given = shape[2] as number;
  if (inputs.length > 1) return { names: inputs.map((input) => input.name), width: given };
  const width = given / 3;
  const sizes = graph.ints([width, width, width]);
  return { names: graph.call("Split", [name, sizes], { axis: 2 }, 3), width };
}

/** -Infinity, [T, S], where a key is later than its query, and 0 elsewhere. */
function laterKeys({ graph }: LayerCall, scores: string): string {
  const size = (axis: number) => graph.op("Shape", [scores], { start: axis, end: axis + 1 });
  const lead = graph.op("Sub", [size(3), size(2)]);
  const first = graph.op("Squeeze", [graph.op("Add", [lead, graph.ints([1])])]);
  const all = graph.op("Expand", [
    graph.scalar(Number.NEGATIVE_INFINITY),
    graph.op("Shape", [scores], { start: 2, end: 4 }),
  ]);
  return graph.op("Trilu", [all, first], { upper: 1 });
}
