import type { tf } from "../../../../deps.ts";
import { DataType } from "../../../../proto/onnx/mod.ts";
import { GraphBuilder } from "./graph_builder.ts";
import { activate, configOf, constantOf, type LayerCall, weightOf } from "./layer_call.ts";
import { gatesFirst, RECURRENT, type RecurrentKind } from "./recurrent_cells.ts";

/** A recurrent layer over a sequence. */
export interface RecurrentRun {
  readonly call: LayerCall;
  readonly kind: RecurrentKind;
  /** The sequence, [T, B, I]. */
  readonly x: string;
  /** Which steps count, [T, B, 1]; the state passes through the others. */
  readonly mask: string | undefined;
  /** First states, [B, H] each; zeros if empty. */
  readonly states: readonly string[];
  readonly backwards: boolean;
}

/** What comes out of a run. */
export interface RecurrentResult {
  /** Output of each step, [T, B, H], at the place of the step in the sequence. */
  readonly sequence: string;
  /** Last states, [B, H] each; the first is the output of the last step that ran. */
  readonly states: readonly string[];
}

interface RecurrentConfig {
  readonly units: number;
  readonly activation: string;
  readonly recurrentActivation?: string;
}

/** Activations that the operators for recurrent layers have. */
const NATIVE: Readonly<Record<string, string>> = {
  linear: "Affine",
  relu: "Relu",
  tanh: "Tanh",
  sigmoid: "Sigmoid",
  hardSigmoid: "HardSigmoid",
  elu: "Elu",
  softsign: "Softsign",
  softplus: "Softplus",
};

/** Writes a run by ONNX's own operator, or step by step if that lacks an activation or the sequence has a mask. */
export function writeRun(run: RecurrentRun): RecurrentResult {
  const { activation, recurrentActivation } = configOf<RecurrentConfig>(run.call);
  const native = run.kind.activations.map(
    (isGate) => NATIVE[(isGate ? recurrentActivation : activation) as string],
  );
  return run.mask === undefined && native.every((one) => one !== undefined)
    ? byOperator(run, native as string[])
    : stepByStep(run);
}

function byOperator(run: RecurrentRun, activations: string[]): RecurrentResult {
  const { call, kind, x, states, backwards } = run;
  const { graph } = call;
  const { units } = configOf<RecurrentConfig>(call);
  const reordered = (name: string) => {
    const weight = weightOf(call, name);
    return weight && gatesFirst(weight, kind.gates);
  };
  const matrices = ["kernel", "recurrent_kernel"].map((name) =>
    graph.weight(name, reordered(name) as NonNullable<ReturnType<typeof reordered>>),
  );
  const first = states.map((state) => graph.op("Unsqueeze", [state, graph.ints([0])]));
  const inputs = [x, ...matrices, biasOf(call, reordered("bias")), "", ...first];
  while (inputs.at(-1) === "") inputs.pop();
  const attributes = {
    hidden_size: units,
    activations,
    ...(backwards && { direction: "reverse" }),
  };
  const [y, ...last] = graph.call(kind.operator, inputs, attributes, 1 + kind.states) as [string];
  return {
    sequence: graph.op("Squeeze", [y, graph.ints([1])]),
    states: last.map((state) => graph.op("Squeeze", [state, graph.ints([0])])),
  };
}

/** The operators add a second bias to the product with the state, which tfjs has not. */
function biasOf({ graph }: LayerCall, bias: ReturnType<typeof gatesFirst> | undefined): string {
  if (!bias) return "";
  const data = new Float32Array(2 * bias.data.length);
  data.set(bias.data);
  return graph.weight("bias", { shape: [1, data.length], data });
}

function stepByStep({ call, kind, x, mask, states, backwards }: RecurrentRun): RecurrentResult {
  const { graph } = call;
  const { units, activation, recurrentActivation } = configOf<RecurrentConfig>(call);
  const weights = {
    kernel: constantOf(call, "kernel") as string,
    recurrent: constantOf(call, "recurrent_kernel") as string,
    bias: constantOf(call, "bias"),
  };
  const body = new GraphBuilder(graph);
  const inner = { ...call, graph: body };
  const before = Array.from({ length: kind.states }, () => body.unique(`${call.path}/state`));
  const step = body.unique(`${call.path}/step`);
  const counts = mask && body.unique(`${call.path}/counts`);
  const computed = kind.step(body, step, before, weights, {
    gate: (value) => activate(inner, recurrentActivation as string, value),
    state: (value) => activate(inner, activation, value),
  });
  const after = counts
    ? computed.map((state, index) => body.op("Where", [counts, state, before[index] as string]))
    : computed;
  const output = body.op("Identity", [after[0] as string]);
  const scan = body.finish(
    `${call.path}/steps`,
    [
      ...before.map((name) => valueOfType(name, DataType.FLOAT)),
      valueOfType(step, DataType.FLOAT),
      ...(counts ? [valueOfType(counts, DataType.BOOL)] : []),
    ],
    [...after, output].map((name) => valueOfType(name, DataType.FLOAT)),
  );
  const first = states.length > 0 ? states : before.map(() => zeros(graph, x, units));
  const sequences = mask ? [x, mask] : [x];
  const direction = backwards ? 1 : 0;
  const outputs = graph.call(
    "Scan",
    [...first, ...sequences],
    {
      body: { graph: scan },
      num_scan_inputs: sequences.length,
      scan_input_directions: sequences.map(() => direction),
      scan_output_directions: [direction],
    },
    kind.states + 1,
  );
  return { sequence: outputs.at(-1) as string, states: outputs.slice(0, -1) };
}

function valueOfType(name: string, elemType: number) {
  return { name, type: { tensorType: { elemType } } };
}

/** Zeros, [B, H], for a sequence [T, B, I]. */
function zeros(graph: GraphBuilder, x: string, units: number): string {
  const batch = graph.op("Gather", [graph.op("Shape", [x]), graph.ints([1])], { axis: 0 });
  const shape = graph.op("Concat", [batch, graph.ints([units])], { axis: 0 });
  return graph.op("Expand", [graph.scalar(0), shape]);
}

/** The kind of a recurrent layer; undefined if ONNX has none like it. */
export function kindOf(layer: tf.layers.Layer): RecurrentKind | undefined {
  return RECURRENT[layer.getClassName()];
}
