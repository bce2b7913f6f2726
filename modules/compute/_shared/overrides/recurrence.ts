import { type FusedKernels, runFused } from "../../../../core/mod.ts";
import { tf } from "../../../../deps.ts";

// B = examples, T = steps, U = units, G = gates

type Recurrence = FusedKernels["TolariaRecurrence"];
type Attributes = Recurrence["attributes"];

/** What a cell begins with, and what it skips. */
type Begin = Omit<Recurrence["inputs"], "x" | "kernel">;

/** States of all steps, [B, T, U], and the last cell state, [B, U], if it was asked for. */
interface States {
  readonly y: tf.Tensor3D;
  readonly cell?: tf.Tensor2D;
}

/**
 * Takes all steps of a sequence by the fused kernel, with its gradient. Call it within `tf.tidy`.
 *
 * @param x_BTU What the inputs add to the gates, [B, T, G U].
 * @param withCell Whether the last cell state of an LSTM is wanted.
 */
export function recurrence(
  x_BTU: tf.Tensor3D,
  kernel: tf.Tensor2D,
  begin: Begin,
  attributes: Attributes,
  withCell: boolean,
): States {
  const names = (["h0", "c0"] as const).filter((name) => begin[name]);
  const packed = withCell && attributes.cell === "lstm";
  const op = tf.customGrad((...parameters) => {
    const save = parameters.at(-1) as (tensors: tf.Tensor[]) => void;
    const [x, kernel, ...states] = parameters.slice(0, -1) as [
      tf.Tensor3D,
      tf.Tensor2D,
      ...tf.Tensor2D[],
    ];
    const given: Begin = {
      ...begin,
      ...Object.fromEntries(names.map((name, at) => [name, states[at]])),
    };
    const outputs = runFused("TolariaRecurrence", { x, kernel, ...given }, attributes);
    const kept: Kept = { kernel, ...namedOutputs(outputs as Recurrence["outputs"]), ...given };
    save(Object.values(kept));
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const again = Object.fromEntries(Object.keys(kept).map((name, at) => [name, saved[at]]));
      return gradientOf(dy as tf.Tensor3D, again as unknown as Kept, attributes, names, packed);
    };
    return {
      value: packed ? pack(kept) : kept.y,
      gradFunc,
    };
  });
  const states = names.map((name) => begin[name] as tf.Tensor2D);
  const value = op(x_BTU, kernel, ...states) as tf.Tensor3D;
  return packed ? unpack(value) : { y: value };
}

/** What the gradient needs of a forward pass. */
type Kept = Begin & {
  readonly kernel: tf.Tensor2D;
  readonly y: tf.Tensor3D;
  readonly gates?: tf.Tensor3D;
  readonly cells?: tf.Tensor3D;
};

function namedOutputs([y, gates, cells]: Recurrence["outputs"]): Pick<
  Kept,
  "y" | "gates" | "cells"
> {
  return { y, ...(gates && { gates }), ...(cells && { cells }) };
}

/** One tensor, as a custom gradient has one value: the states, then the last cell state. */
function pack({ y, cells }: Kept): tf.Tensor3D {
  const [batch, steps, units] = y.shape;
  const last = (cells as tf.Tensor3D).slice([0, steps - 1, 0], [batch, 1, units]);
  return tf.concat([y, last], 1);
}

function unpack(packed: tf.Tensor3D): Required<States> {
  const [batch, rows, units] = packed.shape;
  return {
    y: packed.slice([0, 0, 0], [batch, rows - 1, units]),
    cell: packed.slice([0, rows - 1, 0], [batch, 1, units]).squeeze<tf.Tensor2D>([1]),
  };
}

/** Gradients of what the gates add up, of the kernel, and of the given states. */
function gradientOf(
  dOutput: tf.Tensor3D,
  { kernel, ...kept }: Kept,
  attributes: Attributes,
  names: readonly ("h0" | "c0")[],
  packed: boolean,
): tf.Tensor[] {
  const { y: dy, cell: dc } = packed ? unpack(dOutput) : { y: dOutput, cell: undefined };
  const inputs = { dy, ...(dc && { dc }), kernel: kernel.transpose<tf.Tensor2D>(), ...kept };
  const outputs = runFused("TolariaRecurrenceGradient", inputs, attributes);
  const [dx, before, dh0, more] = outputs as FusedKernels["TolariaRecurrenceGradient"]["outputs"];
  const ofStates = { h0: dh0, c0: more as tf.Tensor };
  return [
    dx,
    attributes.cell === "gru"
      ? gradientOfGru(before, more as tf.Tensor3D, dx)
      : product(rows(before), rows(dx)),
    ...names.map((name) => ofStates[name]),
  ];
}

/** The candidate's part of a GRU's kernel multiplies the states after the reset. */
function gradientOfGru(before: tf.Tensor3D, reset: tf.Tensor3D, dx: tf.Tensor3D): tf.Tensor2D {
  const units = before.shape[2];
  const [ofGates, ofCandidate] = tf.split(rows(dx), [2 * units, units], 1) as [
    tf.Tensor2D,
    tf.Tensor2D,
  ];
  const parts: tf.Tensor2D[] = [product(rows(before), ofGates), product(rows(reset), ofCandidate)];
  return tf.concat2d(parts, 1) as tf.Tensor2D;
}

/** All steps of all examples as rows of a matrix. */
function rows(tensor: tf.Tensor3D): tf.Tensor2D {
  const [batch, steps, width] = tensor.shape;
  return tensor.reshape([batch * steps, width]);
}

function product(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return a.matMul(b, true, false) as tf.Tensor2D;
}
