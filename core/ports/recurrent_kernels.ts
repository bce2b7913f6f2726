import type { tf } from "../../deps.ts";
import type { FusedKernel } from "./fused_kernel.ts";

// B = examples, T = steps, U = units, G = gates: 1 (simple), 3 (GRU) or 4 (LSTM)

/** Activations that a recurrent kernel computes; tfjs's names. */
export type RecurrentActivation = "linear" | "tanh" | "sigmoid" | "relu" | "hardSigmoid";

/** What kind of cell it is. */
type CellAttributes = {
  readonly cell: "simple" | "gru" | "lstm";
  readonly activation: RecurrentActivation;
  /** Of the gates. */
  readonly recurrentActivation: RecurrentActivation;
};

/** What a cell begins with, and which steps and units it skips. */
type CellInputs = {
  /** State before the first step, [B, U]. @default zeros */
  readonly h0?: tf.Tensor2D;
  /** Cell state of an LSTM, likewise. */
  readonly c0?: tf.Tensor2D;
  /** 1 for each step that is taken; in the others, 0, the state stays; [B, T]. @default all taken */
  readonly mask?: tf.Tensor2D;
  /** Factor of the state in each step's product, [B, U]. @default 1 */
  readonly dropout?: tf.Tensor2D;
};

/** Fused kernels for recurrent layers: a whole sequence each. */
export interface RecurrentKernels {
  /**
   * Takes all steps of a sequence. x, [B, T, G U], is what the inputs add to the gates, bias
   * included; the recurrent kernel is [U, G U]. With d for the state before the step times its
   * dropout, a for the activation and s for that of the gates:
   *
   *     simple: h = a(x + d W)
   *     GRU:    z, r = s(x_zr + d W_zr),  n = a(x_n + (r d) W_n),  h = z d + (1 - z) n
   *     LSTM:   i, f, o = s(x_ifo + d W_ifo),  g = a(x_g + d W_g),  c = f c + i g,  h = o a(c)
   *
   * Returns the states h of all steps, [B, T, U]; but for a simple cell also the gates, [B, T, G U],
   * in tfjs's order; for an LSTM also the cell states, [B, T, U].
   *
   * @see Cho et al. 2014, arXiv:1406.1078, equations 5 to 8; Hochreiter and Schmidhuber 1997, with
   * the forget gate of Gers et al. 2000. Equals tfjs's layers, and Keras's with `reset_after=False`.
   */
  readonly TolariaRecurrence: FusedKernel<
    { readonly x: tf.Tensor3D; readonly kernel: tf.Tensor2D } & CellInputs,
    CellAttributes,
    [y: tf.Tensor3D, gates?: tf.Tensor3D, cells?: tf.Tensor3D]
  >;

  /**
   * Gradient of a recurrence, from those of its states and, for an LSTM, of the last cell state,
   * [B, U]; `kernel` is transposed, [G U, U]. Returns the gradient with respect to x, [B, T, G U];
   * the states d that entered the products, [B, T, U], which times the former is the gradient of the
   * kernel; that of h0; for a GRU r d, [B, T, U], and for an LSTM the gradient of c0.
   */
  readonly TolariaRecurrenceGradient: FusedKernel<
    {
      readonly dy: tf.Tensor3D;
      readonly dc?: tf.Tensor2D;
      readonly kernel: tf.Tensor2D;
      readonly y: tf.Tensor3D;
      readonly gates?: tf.Tensor3D;
      readonly cells?: tf.Tensor3D;
    } & CellInputs,
    CellAttributes,
    [dx: tf.Tensor3D, before: tf.Tensor3D, dh0: tf.Tensor2D, more?: tf.Tensor]
  >;
}
