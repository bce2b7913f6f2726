import type { tf } from "../../deps.ts";
import type { ConvolutionKernels } from "./convolution_kernels.ts";
import type { FusedKernel } from "./fused_kernel.ts";
import type { RecurrentKernels } from "./recurrent_kernels.ts";
import type { UpdateKernels } from "./update_kernels.ts";

// B = rows, C = classes, P = numbers in a vector

/** Activations of `TolariaActivation`, as tfjs calls them. */
export type SmoothActivation = "gelu" | "gelu_new" | "swish";

/**
 * Kernels that a backend may offer in addition to tfjs's own, by name: each does in one pass what
 * otherwise takes a chain of them. A backend offers one by registering it with tfjs, where
 * `runFused()` finds it.
 *
 * A kernel must: (1) return what the formula says, within 1e-6 relative to values above 1, and may
 * flush subnormals to 0; (2) return new tensors and leave its inputs unchanged, so that a snapshot
 * may hold them, except donated ones, which the caller may only dispose; (3) return the same bits
 * for the same inputs.
 */
export interface FusedKernels extends ConvolutionKernels, RecurrentKernels, UpdateKernels {
  /**
   * Cross-entropy of logits, [B, C], with class indices, int32 [B], or distributions, [B, C]: its
   * mean over the rows, and softmax(logits) - targets, which is B times its gradient.
   */
  readonly TolariaCrossEntropy: FusedKernel<
    { readonly logits: tf.Tensor2D; readonly targets: tf.Tensor1D | tf.Tensor2D },
    Readonly<Record<string, never>>,
    [loss: tf.Scalar, gradient: tf.Tensor2D]
  >;

  /**
   * Share of rows whose largest score, the first of equals, is at the target: class indices, int32
   * [B], or the position of the largest of [B, C].
   */
  readonly TolariaAccuracy: FusedKernel<
    { readonly scores: tf.Tensor2D; readonly targets: tf.Tensor1D | tf.Tensor2D },
    Readonly<Record<string, never>>,
    [accuracy: tf.Scalar]
  >;

  /** Gradient of a ReLU of x, of any shape: dy where x > 0, and 0 elsewhere. */
  readonly TolariaReluGradient: FusedKernel<
    { readonly dy: tf.Tensor; readonly x: tf.Tensor },
    Readonly<Record<string, never>>,
    [dx: tf.Tensor]
  >;

  /**
   * A dense layer: x kernel + bias, then a ReLU with "relu". The kernel is [I, O], the optional
   * bias [O]; x is [..., I] and the output [..., O].
   */
  readonly TolariaDense: FusedKernel<
    { readonly x: tf.Tensor; readonly kernel: tf.Tensor2D; readonly bias?: tf.Tensor1D },
    { readonly activation: "linear" | "relu" },
    [y: tf.Tensor]
  >;

  /**
   * An activation of x, of any shape, whose derivative takes its input; u = sqrt(2 / pi) (x +
   * 0.044715 x^3) and P is the distribution function of the normal distribution:
   *
   *     gelu: x P(x),  gelu_new: x (1 + tanh(u)) / 2,  swish: x / (1 + exp(-x))
   *
   * @see Hendrycks and Gimpel 2016, Gaussian Error Linear Units, arXiv:1606.08415, section 2.
   */
  readonly TolariaActivation: FusedKernel<
    { readonly x: tf.Tensor },
    { readonly activation: SmoothActivation },
    [y: tf.Tensor]
  >;

  /** Gradient of such an activation: dy times its derivative at x. */
  readonly TolariaActivationGradient: FusedKernel<
    { readonly dy: tf.Tensor; readonly x: tf.Tensor },
    { readonly activation: SmoothActivation },
    [dx: tf.Tensor]
  >;

  /**
   * Gradient of a dense layer's output, [..., O], summed over all axes but the last: the bias's
   * gradient, [O]. Given the output `y` of a ReLU, returns the gradient before it too, and sums
   * that.
   */
  readonly TolariaDenseGradient: FusedKernel<
    { readonly dy: tf.Tensor; readonly y?: tf.Tensor },
    Readonly<Record<string, never>>,
    [dbias: tf.Tensor1D, dz?: tf.Tensor]
  >;

  /**
   * Multi-head attention; each head has its part of the last axis, K = D / heads numbers:
   *
   *     y = softmax(q k^T / sqrt(K)) v
   *
   * Queries q are [B, T, D]; keys k and values v are [B, S, D]. Returns y, [B, T, D], and the
   * attention weights, [B, heads, T, S]. If `causal`, query t attends to the keys s <= t + S - T,
   * the others' weights are 0, and S is at least T.
   *
   * @see Vaswani et al. 2017, Attention Is All You Need, arXiv:1706.03762, equation 1 and section
   * 3.2.2.
   */
  readonly TolariaAttention: FusedKernel<
    { readonly q: tf.Tensor3D; readonly k: tf.Tensor3D; readonly v: tf.Tensor3D },
    { readonly heads: number; readonly causal: boolean },
    [y: tf.Tensor3D, weights: tf.Tensor4D]
  >;

  /**
   * Gradient of attention. With w for its weights, in each head:
   *
   *     dv = w^T dy,  dw = dy v^T,  ds = w (dw - sum(dw w)) / sqrt(K),  dq = ds k,  dk = ds^T q
   *
   * with sums over rows.
   */
  readonly TolariaAttentionGradient: FusedKernel<
    {
      readonly dy: tf.Tensor3D;
      readonly q: tf.Tensor3D;
      readonly k: tf.Tensor3D;
      readonly v: tf.Tensor3D;
      readonly weights: tf.Tensor4D;
    },
    { readonly heads: number; readonly causal: boolean },
    [dq: tf.Tensor3D, dk: tf.Tensor3D, dv: tf.Tensor3D]
  >;

  /**
   * Gradient of y = softmax(x) over the last axis, of any shape: dx = y (dy - sum(dy y)), with sums
   * over rows.
   */
  readonly TolariaSoftmaxGradient: FusedKernel<
    { readonly dy: tf.Tensor; readonly y: tf.Tensor },
    Readonly<Record<string, never>>,
    [dx: tf.Tensor]
  >;

  /**
   * Layer normalization over the last axis, x [..., D]:
   *
   *     y = (x - mean) / sqrt(variance + epsilon) gamma + beta
   *
   * with the mean and variance of each row of D numbers; gamma and beta are [D], and omitted for 1
   * and 0. Returns y and, for the gradient, the means and 1 / sqrt(variance + epsilon) of the rows,
   * [2, R].
   *
   * @see Ba, Kiros and Hinton 2016, Layer Normalization, arXiv:1607.06450, equations 3 and 4.
   */
  readonly TolariaLayerNormalization: FusedKernel<
    { readonly x: tf.Tensor; readonly gamma?: tf.Tensor1D; readonly beta?: tf.Tensor1D },
    { readonly epsilon: number },
    [y: tf.Tensor, moments: tf.Tensor2D]
  >;

  /**
   * Gradient of a layer normalization with respect to x, [..., D], and, summed over the rows, gamma
   * and beta, [D]. With f = 1 / sqrt(variance + epsilon), u = f (x - mean) and g = dy gamma:
   *
   *     dx = f (g - mean(g) - u mean(g u)),  dgamma = sum(dy u),  dbeta = sum(dy)
   */
  readonly TolariaLayerNormalizationGradient: FusedKernel<
    {
      readonly dy: tf.Tensor;
      readonly x: tf.Tensor;
      readonly moments: tf.Tensor2D;
      readonly gamma?: tf.Tensor1D;
    },
    Readonly<Record<string, never>>,
    [dx: tf.Tensor, dgamma: tf.Tensor1D, dbeta: tf.Tensor1D]
  >;

  /** Sum of the squares of a tensor's numbers, a scalar. */
  readonly TolariaSquaredNorm: FusedKernel<
    { readonly x: tf.Tensor },
    Readonly<Record<string, never>>,
    [norm: tf.Scalar]
  >;

  /**
   * Flattens tensors of any shapes, x0, x1 and so on, at least one, into one vector, [P], in that
   * order; also returns the sum of squares of all.
   */
  readonly TolariaFlatten: FusedKernel<
    Readonly<Record<`x${number}`, tf.Tensor>>,
    Readonly<Record<string, never>>,
    [flat: tf.Tensor1D, norm: tf.Scalar]
  >;

  /**
   * Splits a vector, [P], into tensors of the given shapes, in order. They may share the vector's
   * buffer: an update that the vector is donated to takes them with it.
   */
  readonly TolariaUnflatten: FusedKernel<
    { readonly x: tf.Tensor1D },
    { readonly shapes: readonly (readonly number[])[] },
    readonly tf.Tensor[]
  >;

  /**
   * Inner products of the rows of a matrix, x x^T of [R, P], summed in float64 and returned as
   * pairs of float32 numbers that add up to them: high parts, then low parts, [2, R, R]. The low
   * part of a number that is not finite is 0.
   */
  readonly TolariaGram: FusedKernel<
    { readonly x: tf.Tensor2D },
    Readonly<Record<string, never>>,
    [gram: tf.Tensor3D]
  >;

  /**
   * Weighted sum of the rows of a matrix, w^T x, [P] of [R] and [R, P]; rows of weight 0 are
   * skipped.
   */
  readonly TolariaCombine: FusedKernel<
    { readonly w: tf.Tensor1D; readonly x: tf.Tensor2D },
    Readonly<Record<string, never>>,
    [combined: tf.Tensor1D]
  >;
}
