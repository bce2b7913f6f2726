import type { tf } from "../../deps.ts";
import type { ConvolutionKernels } from "./convolution_kernels.ts";
import type { FusedKernel } from "./fused_kernel.ts";

// B = rows, C = classes, P = numbers in the parameter group

/** What every update is told. */
type UpdateAttributes = {
  /** Step size. */
  readonly learningRate: number;
  /**
   * Whether the caller gives up the inputs that are updated: the kernel may reuse their buffers, except those that
   * anyone else holds. @default false
   */
  readonly donate?: boolean;
};

/**
 * Kernels that a backend may offer beside tfjs's own, by name: each does in one pass what is otherwise a
 * chain of them. A backend offers one by registering it with tfjs; `runFused()` finds it there.
 *
 * A kernel must: (1) give what the formula gives, within 1e-6 relative to what is larger than 1, where
 * it may take numbers too small to be normal for 0; (2) give tensors of its own and leave its inputs as they
 * are, so that a snapshot may hold them, except donated ones, which the caller may only dispose; (3) give the
 * same bits for the same inputs.
 */
export interface FusedKernels extends ConvolutionKernels {
  /**
   * One update by Adam with decoupled weight decay, with t for `count`, counted from 1:
   *
   *     m <- m + (1 - beta1) (g - m)
   *     v <- v + (1 - beta2) (g^2 - v)
   *     p <- p - lr (m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon) + decay p)
   *
   * All are [P]; the decay is [P] or a scalar, and omitted if nothing decays. Gives p, m, v.
   */
  readonly TolariaAdamw: FusedKernel<
    {
      readonly p: tf.Tensor1D;
      readonly g: tf.Tensor1D;
      readonly m: tf.Tensor1D;
      readonly v: tf.Tensor1D;
      readonly decay?: tf.Tensor;
    },
    UpdateAttributes & {
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
      readonly count: number;
    },
    [p: tf.Tensor1D, m: tf.Tensor1D, v: tf.Tensor1D]
  >;

  /**
   * One update by gradient descent with momentum:
   *
   *     b <- momentum b + g
   *     p <- p - lr (g + momentum b with `nesterov`, otherwise b)
   *
   * All are [P]. Gives p, b.
   */
  readonly TolariaSgd: FusedKernel<
    { readonly p: tf.Tensor1D; readonly g: tf.Tensor1D; readonly b: tf.Tensor1D },
    UpdateAttributes & { readonly momentum: number; readonly nesterov: boolean },
    [p: tf.Tensor1D, b: tf.Tensor1D]
  >;

  /** One update by gradient descent: p <- p - lr g. All are [P]. Gives p. */
  readonly TolariaDescent: FusedKernel<
    { readonly p: tf.Tensor1D; readonly g: tf.Tensor1D },
    UpdateAttributes,
    [p: tf.Tensor1D]
  >;

  /**
   * One update by RMSProp:
   *
   *     v <- v + (1 - alpha) (g^2 - v)
   *     b <- momentum b + g / (sqrt(v) + epsilon)    (no buffer where `b` is left out)
   *     p <- p - lr b
   *
   * All are [P]. Gives p, v, and b where there is one.
   */
  readonly TolariaRmsprop: FusedKernel<
    {
      readonly p: tf.Tensor1D;
      readonly g: tf.Tensor1D;
      readonly v: tf.Tensor1D;
      readonly b?: tf.Tensor1D;
    },
    UpdateAttributes & {
      readonly alpha: number;
      readonly epsilon: number;
      readonly momentum: number;
    },
    [p: tf.Tensor1D, v: tf.Tensor1D, b?: tf.Tensor1D]
  >;

  /** One update by Adagrad: s <- s + g^2, p <- p - lr g / (sqrt(s) + epsilon). All are [P]. Gives p, s. */
  readonly TolariaAdagrad: FusedKernel<
    { readonly p: tf.Tensor1D; readonly g: tf.Tensor1D; readonly s: tf.Tensor1D },
    UpdateAttributes & { readonly epsilon: number },
    [p: tf.Tensor1D, s: tf.Tensor1D]
  >;

  /**
   * Cross-entropy of logits, [B, C], with class numbers, int32 [B], or distributions, [B, C]: its mean over
   * the rows, and softmax(logits) - targets, which is B times its gradient.
   */
  readonly TolariaCrossEntropy: FusedKernel<
    { readonly logits: tf.Tensor2D; readonly targets: tf.Tensor1D | tf.Tensor2D },
    Readonly<Record<string, never>>,
    [loss: tf.Scalar, gradient: tf.Tensor2D]
  >;

  /**
   * Share of rows whose largest score, the first of equals, is at the target: class numbers, int32 [B], or the place of
   * the largest of [B, C].
   */
  readonly TolariaAccuracy: FusedKernel<
    { readonly scores: tf.Tensor2D; readonly targets: tf.Tensor1D | tf.Tensor2D },
    Readonly<Record<string, never>>,
    [accuracy: tf.Scalar]
  >;

  /** The gradient of a ReLU of x, of any shape: dy where x > 0, and 0 elsewhere. */
  readonly TolariaReluGradient: FusedKernel<
    { readonly dy: tf.Tensor; readonly x: tf.Tensor },
    Readonly<Record<string, never>>,
    [dx: tf.Tensor]
  >;

  /**
   * A dense layer: x kernel + bias, and 0 for what is below it with "relu". The kernel is [I, O], the bias [O] and left out
   * where there is none; x is [..., I], and what comes out [..., O].
   */
  readonly TolariaDense: FusedKernel<
    { readonly x: tf.Tensor; readonly kernel: tf.Tensor2D; readonly bias?: tf.Tensor1D },
    { readonly activation: "linear" | "relu" },
    [y: tf.Tensor]
  >;

  /**
   * The gradient in a dense layer's output, [..., O]: its sum over all axes but the last, the bias's gradient, [O]. Where the
   * output `y` of a ReLU is given, also the gradient before it, and the sum is that one's.
   */
  readonly TolariaDenseGradient: FusedKernel<
    { readonly dy: tf.Tensor; readonly y?: tf.Tensor },
    Readonly<Record<string, never>>,
    [dbias: tf.Tensor1D, dz?: tf.Tensor]
  >;

  /**
   * Attention by several heads, each of which has its part of the last axis, K = D / heads numbers:
   *
   *     y = softmax(q k^T / sqrt(K)) v
   *
   * q is [B, T, D], of what asks, k and v are [B, S, D], of what is asked. Gives y, [B, T, D], and the weights that are multiplied with v,
   * [B, heads, T, S].
   *
   * @see Vaswani et al. 2017, Attention Is All You Need, arXiv:1706.03762, equation 1 and section 3.2.2.
   */
  readonly TolariaAttention: FusedKernel<
    { readonly q: tf.Tensor3D; readonly k: tf.Tensor3D; readonly v: tf.Tensor3D },
    { readonly heads: number },
    [y: tf.Tensor3D, weights: tf.Tensor4D]
  >;

  /**
   * The gradient of attention. With w for its weights, in each head:
   *
   *     dv = w^T dy,  dw = dy v^T,  ds = w (dw - sum(dw w)) / sqrt(K),  dq = ds k,  dk = ds^T q
   *
   * with the sum of each row.
   */
  readonly TolariaAttentionGradient: FusedKernel<
    {
      readonly dy: tf.Tensor3D;
      readonly q: tf.Tensor3D;
      readonly k: tf.Tensor3D;
      readonly v: tf.Tensor3D;
      readonly weights: tf.Tensor4D;
    },
    { readonly heads: number },
    [dq: tf.Tensor3D, dk: tf.Tensor3D, dv: tf.Tensor3D]
  >;

  /** The gradient of y = softmax(x) over the last axis, of any shape: dx = y (dy - sum(dy y)) with the sum of each row. */
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
   * with the mean and the variance of each row of D numbers; gamma and beta are [D], and left out for 1 and 0. Gives y, and for the
   * gradient the rows' means, and their 1 / sqrt(variance + epsilon), [2, R].
   *
   * @see Ba, Kiros and Hinton 2016, Layer Normalization, arXiv:1607.06450, equations 3 and 4.
   */
  readonly TolariaLayerNormalization: FusedKernel<
    { readonly x: tf.Tensor; readonly gamma?: tf.Tensor1D; readonly beta?: tf.Tensor1D },
    { readonly epsilon: number },
    [y: tf.Tensor, moments: tf.Tensor2D]
  >;

  /**
   * The gradient of a layer normalization in x, [..., D], and summed over the rows in gamma and in beta, [D]. With
   * f = 1 / sqrt(variance + epsilon), u = f (x - mean) and g = dy gamma:
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
   * Tensors of any shapes, x0, x1 and so on: their numbers in that order as one vector, [P], and the sum of the squares of
   * all. At least one.
   */
  readonly TolariaFlatten: FusedKernel<
    Readonly<Record<`x${number}`, tf.Tensor>>,
    Readonly<Record<string, never>>,
    [flat: tf.Tensor1D, norm: tf.Scalar]
  >;

  /**
   * The numbers of a vector, [P], as tensors of the given shapes, in their order. They may share the vector's buffer: an
   * update that the vector is donated to takes them with it.
   */
  readonly TolariaUnflatten: FusedKernel<
    { readonly x: tf.Tensor1D },
    { readonly shapes: readonly (readonly number[])[] },
    readonly tf.Tensor[]
  >;

  /**
   * Inner products of the rows of a matrix, x x^T of [R, P], from sums in double precision: float32 parts whose sums
   * they are, the high ones and then the low ones, [2, R, R]. The low part of what float32 does not hold is 0.
   */
  readonly TolariaGram: FusedKernel<
    { readonly x: tf.Tensor2D },
    Readonly<Record<string, never>>,
    [gram: tf.Tensor3D]
  >;

  /** Rows of a matrix added up with weights, w^T x, [P] of [R] and [R, P]; rows of weight 0 are left out. */
  readonly TolariaCombine: FusedKernel<
    { readonly w: tf.Tensor1D; readonly x: tf.Tensor2D },
    Readonly<Record<string, never>>,
    [combined: tf.Tensor1D]
  >;
}
