import {
  type FusedKernels,
  offersFused,
  type RecurrentActivation,
  runFused,
} from "../../../../core/mod.ts";
import { tf } from "../../../../deps.ts";
import { withoutStaleMask } from "./masks.ts";
import { recurrence } from "./recurrence.ts";
import type { LayerOverride } from "./replace.ts";

// B = examples, T = steps, I = inputs, U = units, G = gates

/** The parts of tfjs's cells that are used here. */
interface Cell {
  readonly units: number;
  readonly kernel: { read(): tf.Tensor2D };
  readonly recurrentKernel: { read(): tf.Tensor2D };
  readonly bias: { read(): tf.Tensor1D } | null;
  readonly activation: Activation;
  readonly recurrentActivation?: Activation;
  readonly dropout: number;
  readonly recurrentDropout: number;
  readonly dropoutFunc?: ((x: tf.Tensor, rate: number) => tf.Tensor) | null;
  getClassName(): string;
}

interface Activation {
  getClassName(): string;
}

/** The parts of tfjs's recurrent layers that are used here. */
interface RecurrentLayer {
  readonly cell: Cell;
  readonly goBackwards: boolean;
  readonly returnSequences: boolean;
  readonly returnState: boolean;
  readonly stateful: boolean;
}

type CellKind = FusedKernels["TolariaRecurrence"]["attributes"]["cell"];

const KINDS: Readonly<Record<string, CellKind>> = {
  SimpleRNNCell: "simple",
  GRUCell: "gru",
  LSTMCell: "lstm",
};

const ACTIVATIONS: readonly string[] = [
  "linear",
  "tanh",
  "sigmoid",
  "relu",
  "hardSigmoid",
] satisfies readonly RecurrentActivation[];

/**
 * LSTM, GRU and simple recurrent layers: the inputs of all steps in one product, and all steps in
 * one kernel; tfjs runs some twenty kernels a step.
 */
export const recurrentLayer: LayerOverride<RecurrentLayer> = {
  // The class that all recurrent layers extend.
  example: () => Object.getPrototypeOf(tf.layers.simpleRNN({ units: 1 })) as tf.layers.Layer,
  callOf: (stock) => (layer, inputs, given) => {
    const options = withoutStaleMask(layer, given);
    const [x, ...others] = Array.isArray(inputs) ? inputs : [inputs];
    const attributes = attributesOf(layer.cell);
    const fits = x?.rank === 3 && x.dtype === "float32" && others.length === 0;
    // The kernel's gradient has none itself.
    const again = tf.engine().state.gradientDepth > 1;
    if (!attributes || !fits || layer.stateful || again || !offersFused("TolariaRecurrence")) {
      return stock(layer, inputs, options);
    }
    return tf.tidy(() => takeSteps(layer, attributes, x as tf.Tensor3D, options));
  },
};

/** Undefined for a cell or an activation that the kernels do not have. */
function attributesOf(cell: Cell): FusedKernels["TolariaRecurrence"]["attributes"] | undefined {
  const kind = KINDS[cell.getClassName()];
  const names = [cell.activation, cell.recurrentActivation ?? cell.activation].map((each) =>
    each.getClassName(),
  );
  if (!kind || !names.every((name) => ACTIVATIONS.includes(name))) return undefined;
  const [activation, recurrentActivation] = names as [RecurrentActivation, RecurrentActivation];
  return { cell: kind, activation, recurrentActivation };
}

function takeSteps(
  { cell, goBackwards, returnSequences, returnState }: RecurrentLayer,
  attributes: FusedKernels["TolariaRecurrence"]["attributes"],
  inputs_BTI: tf.Tensor3D,
  { mask, training, initialState }: Readonly<Record<string, unknown>>,
): tf.Tensor | tf.Tensor[] {
  const [h0, c0] = (initialState ?? []) as tf.Tensor2D[];
  const forward = goBackwards ? inputs_BTI.reverse(1) : inputs_BTI;
  const drop = training === true ? dropFor(cell) : () => undefined;
  const [batch, steps, width] = forward.shape;
  const inputDrop = drop(cell.dropout, [batch, width]);
  const dropped = inputDrop ? forward.mul<tf.Tensor3D>(inputDrop.expandDims(1)) : forward;
  const dropout = drop(cell.recurrentDropout, [batch, cell.units]);
  const begin = {
    ...(h0 && { h0 }),
    ...(c0 && { c0 }),
    ...(mask !== undefined && mask !== null && { mask: maskOf(mask as tf.Tensor, goBackwards) }),
    ...(dropout && { dropout }),
  };
  const bias = cell.bias && { bias: cell.bias.read() };
  const states = recurrence(
    ofInputs({ x: dropped, kernel: cell.kernel.read(), ...bias }),
    cell.recurrentKernel.read(),
    begin,
    attributes,
    returnState,
  );
  const last = () => states.y.slice([0, steps - 1, 0], [batch, 1, cell.units]).squeeze([1]);
  const output = returnSequences ? states.y : last();
  if (!returnState) return output;
  return [output, last(), ...(states.cell ? [states.cell] : [])];
}

/** What the inputs add to the gates, [B, T, G U]. */
function ofInputs(tensors: FusedKernels["TolariaDense"]["inputs"]): tf.Tensor3D {
  const fused = runFused("TolariaDense", tensors, { activation: "linear" });
  if (fused) return fused[0] as tf.Tensor3D;
  const { x, kernel, bias } = tensors;
  const [batch, steps, width] = x.shape as [number, number, number];
  const product = x.reshape<tf.Tensor2D>([batch * steps, width]).matMul(kernel);
  return (bias ? product.add(bias) : product).reshape([batch, steps, kernel.shape[1]]);
}

/** Makes the factors of dropped inputs or states, the same in all steps, as tfjs does. */
function dropFor({ dropoutFunc }: Cell) {
  return (rate: number, shape: [number, number]): tf.Tensor2D | undefined => {
    if (!(rate > 0 && rate < 1)) return undefined;
    const ones = tf.ones(shape);
    return (dropoutFunc ? dropoutFunc(ones, rate) : tf.dropout(ones, rate)) as tf.Tensor2D;
  };
}

/** A mask, [B, T] or [B, T, 1], as the kernels take it, in the order of the steps. */
function maskOf(mask: tf.Tensor, goBackwards: boolean): tf.Tensor2D {
  const [batch, steps] = mask.shape as [number, number];
  const taken = mask.cast("bool").cast("float32").reshape<tf.Tensor2D>([batch, steps]);
  return goBackwards ? taken.reverse(1) : taken;
}
