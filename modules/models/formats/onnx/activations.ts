import type { GraphBuilder } from "./graph_builder.ts";

/** Writes an activation. */
type Activation = (graph: GraphBuilder, x: string) => string;

const op =
  (type: string, attributes = {}): Activation =>
  (graph, x) =>
    graph.op(type, [x], attributes);

/** tfjs's activations by the names of their classes. */
const ACTIVATIONS: Readonly<Record<string, Activation>> = {
  linear: (_, x) => x,
  relu: op("Relu"),
  relu6: (graph, x) => graph.op("Clip", [x, graph.scalar(0), graph.scalar(6)]),
  sigmoid: op("Sigmoid"),
  // max(0, min(1, 0.2 x + 0.5)), as in Keras 2; Keras 3 and PyTorch divide by 6 instead.
  hardSigmoid: op("HardSigmoid", { alpha: { float: 0.2 }, beta: { float: 0.5 } }),
  tanh: op("Tanh"),
  softplus: op("Softplus"),
  softsign: op("Softsign"),
  elu: op("Elu", { alpha: { float: 1 } }),
  selu: op("Selu"),
  softmax: op("Softmax", { axis: -1 }),
  logSoftmax: op("LogSoftmax", { axis: -1 }),
  swish: (graph, x) => graph.op("Mul", [x, graph.op("Sigmoid", [x])]),
  mish: (graph, x) => graph.op("Mul", [x, graph.op("Tanh", [graph.op("Softplus", [x])])]),
  gelu: (graph, x) => {
    const erf = graph.op("Erf", [graph.op("Mul", [x, graph.scalar(Math.SQRT1_2)])]);
    return scaledHalf(graph, x, erf);
  },
  gelu_new: (graph, x) => {
    const cube = graph.op("Mul", [x, graph.op("Mul", [x, x])]);
    const inner = graph.op("Add", [x, graph.op("Mul", [cube, graph.scalar(0.044715)])]);
    const scaled = graph.op("Mul", [inner, graph.scalar(Math.sqrt(2 / Math.PI))]);
    return scaledHalf(graph, x, graph.op("Tanh", [scaled]));
  },
};

/** 0.5 x (1 + y). */
function scaledHalf(graph: GraphBuilder, x: string, y: string): string {
  const shifted = graph.op("Add", [y, graph.scalar(1)]);
  return graph.op("Mul", [graph.op("Mul", [x, shifted]), graph.scalar(0.5)]);
}

/** Writes activation `name` of `x`; undefined if there is none of that name. */
export function activated(graph: GraphBuilder, name: string, x: string): string | undefined {
  return Object.hasOwn(ACTIVATIONS, name) ? ACTIVATIONS[name]?.(graph, x) : undefined;
}

/** Activations that look at one number at a time, for any order of the axes. */
export function isElementwise(name: string): boolean {
  return name !== "softmax" && name !== "logSoftmax";
}
