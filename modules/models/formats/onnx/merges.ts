import { range } from "../../_graph/mod.ts";
import { configOf, type LayerCall, type LayerWriter, type Value } from "./layer_call.ts";

/** Returns a writer of a merge by an operator of two inputs: Add, Mul. */
export function foldedMerge(type: string): LayerWriter {
  return (call) => alignedInputs(call).reduce((a, b) => call.graph.op(type, [a, b]));
}

/** Returns a writer of a merge by an operator of any number of inputs: Max, Min. */
export function merge(type: string): LayerWriter {
  return (call) => call.graph.op(type, alignedInputs(call));
}

/** Average. */
export const average: LayerWriter = (call) => {
  const sum = foldedMerge("Add")(call) as string;
  return call.graph.op("Mul", [sum, call.graph.scalar(1 / call.inputs.length)]);
};

/** Concatenate. */
export const concatenate: LayerWriter = (call) => {
  const { axis } = configOf<{ readonly axis: number }>(call);
  return call.graph.op(
    "Concat",
    call.inputs.map(({ name }) => name),
    { axis },
  );
};

/** The inputs with as many axes each: tfjs adds those that are missing behind the batch. */
function alignedInputs({ graph, inputs }: LayerCall): string[] {
  const rank = Math.max(...inputs.map(({ shape }) => shape.length));
  return inputs.map(({ name, shape }) =>
    shape.length === rank
      ? name
      : graph.op("Unsqueeze", [name, graph.ints(range(1, rank - shape.length))]),
  );
}

interface DotConfig {
  readonly axes: number | readonly [number, number];
  readonly normalize: boolean;
}

/** Dot: a product of matrices for each example. */
export const dot: LayerWriter = (call) => {
  const { graph } = call;
  const { axes, normalize } = configOf<DotConfig>(call);
  const [left, right] = call.inputs.map((value, index) => {
    const axis = [axes].flat()[typeof axes === "number" ? 0 : index] as number;
    const from = axis < 0 ? axis + value.shape.length : axis;
    return { ...value, axis: from, name: normalize ? unitLength(call, value, from) : value.name };
  }) as [Side, Side];
  if (left.shape.length === 2 && right.shape.length === 2) {
    const products = graph.op("Mul", [left.name, right.name]);
    return graph.op("ReduceSum", [products, graph.ints([1])], { keepdims: 1 });
  }
  const product = graph.op("MatMul", [asMatrix(call, left, 2), asMatrix(call, right, 1)]);
  const single = [left, right].flatMap(({ shape }, index) => (shape.length === 2 ? index + 1 : []));
  return single.length > 0 ? graph.op("Squeeze", [product, graph.ints(single)]) : product;
};

/** A side of a product as matrices, [B, rows, columns], that are summed over `axis`; a vector has one row or column. */
function asMatrix({ graph }: LayerCall, side: Side, axis: 1 | 2): string {
  if (side.shape.length === 2) return graph.op("Unsqueeze", [side.name, graph.ints([3 - axis])]);
  return side.axis === axis ? side.name : graph.transpose(side.name, [0, 2, 1]);
}

interface Side extends Value {
  readonly axis: number;
}

/** tfjs divides by the length, but by no less than the root of 1e-7. */
function unitLength({ graph }: LayerCall, { name }: Value, axis: number): string {
  const squares = graph.op("ReduceSum", [graph.op("Mul", [name, name]), graph.ints([axis])], {
    keepdims: 1,
  });
  const length = graph.op("Sqrt", [graph.op("Max", [squares, graph.scalar(1e-7)])]);
  return graph.op("Div", [name, length]);
}
