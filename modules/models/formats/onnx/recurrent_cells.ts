import type { WeightArray } from "../../_graph/mod.ts";
import type { GraphBuilder } from "./graph_builder.ts";

/** Names of the weights of a cell in the graph. */
export interface CellWeights {
  readonly kernel: string;
  readonly recurrent: string;
  readonly bias: string | undefined;
}

/** Activations of a cell. */
export interface CellActivations {
  readonly gate: (x: string) => string;
  readonly state: (x: string) => string;
}

/** A recurrent layer of tfjs. */
export interface RecurrentKind {
  /** The operator that runs it. */
  readonly operator: "LSTM" | "GRU" | "RNN";
  /** For each gate of the operator, which of tfjs's it is. */
  readonly gates: readonly number[];
  /** How many values it carries from step to step. */
  readonly states: number;
  /** For each activation of the operator, whether it is the gates'. */
  readonly activations: readonly boolean[];
  /** Writes one step by plain operators, and returns the new states. */
  step(
    graph: GraphBuilder,
    x: string,
    states: readonly string[],
    weights: CellWeights,
    activations: CellActivations,
  ): readonly string[];
}

/** x W + h R + b; `of` splits it in parts. */
function product(graph: GraphBuilder, x: string, h: string, weights: CellWeights): string {
  const { kernel, recurrent, bias } = weights;
  const sum = graph.op("Add", [
    graph.op("MatMul", [x, kernel]),
    graph.op("MatMul", [h, recurrent]),
  ]);
  return bias ? graph.op("Add", [sum, bias]) : sum;
}

function parts(graph: GraphBuilder, value: string, count: number): string[] {
  return graph.call("Split", [value], { axis: -1 }, count);
}

/** tfjs's recurrent layers by the names of their classes. */
export const RECURRENT: Readonly<Record<string, RecurrentKind>> = {
  LSTM: {
    operator: "LSTM",
    // tfjs: input, forget, cell, output. ONNX: input, output, forget, cell.
    gates: [0, 3, 1, 2],
    states: 2,
    activations: [true, false, false],
    step: (graph, x, [h, c], weights, { gate, state }) => {
      const [i, f, g, o] = parts(graph, product(graph, x, h as string, weights), 4) as Four;
      const kept = graph.op("Mul", [gate(f), c as string]);
      const cell = graph.op("Add", [kept, graph.op("Mul", [gate(i), state(g)])]);
      return [graph.op("Mul", [gate(o), state(cell)]), cell];
    },
  },
  GRU: {
    operator: "GRU",
    // Both: update, reset, candidate. tfjs resets the state before the product, as ONNX does by default.
    gates: [0, 1, 2],
    states: 1,
    activations: [true, false],
    step: (graph, x, [h], { kernel, recurrent, bias }, { gate, state }) => {
      const units = graph.op("MatMul", [x, kernel]);
      const [xz, xr, xh] = parts(graph, bias ? graph.op("Add", [units, bias]) : units, 3) as Three;
      const [rz, rr, rh] = parts(graph, recurrent, 3) as Three;
      const after = (of: string, by: string, matrix: string) =>
        graph.op("Add", [of, graph.op("MatMul", [by, matrix])]);
      const z = gate(after(xz, h as string, rz));
      const reset = graph.op("Mul", [gate(after(xr, h as string, rr)), h as string]);
      const candidate = state(after(xh, reset, rh));
      const share = graph.op("Sub", [graph.scalar(1), z]);
      const kept = graph.op("Mul", [z, h as string]);
      return [graph.op("Add", [kept, graph.op("Mul", [share, candidate])])];
    },
  },
  SimpleRNN: {
    operator: "RNN",
    gates: [0],
    states: 1,
    activations: [false],
    step: (graph, x, [h], weights, { state }) => [state(product(graph, x, h as string, weights))],
  },
};

type Three = [string, string, string];
type Four = [string, string, string, string];

/** A matrix of tfjs, [rows, gates * units], as [1, gates * units, rows] with the gates in the order of the operator. */
export function gatesFirst({ shape, data }: WeightArray, gates: readonly number[]): WeightArray {
  const rows = shape.length === 1 ? 1 : (shape[0] as number);
  const columns = shape.at(-1) as number;
  const units = columns / gates.length;
  const result = new Float32Array(data.length);
  gates.forEach((from, to) => {
    for (let unit = 0; unit < units; unit++) {
      for (let row = 0; row < rows; row++) {
        const source = row * columns + from * units + unit;
        result[(to * units + unit) * rows + row] = data[source] as number;
      }
    }
  });
  return { shape: shape.length === 1 ? [1, columns] : [1, columns, rows], data: result };
}
