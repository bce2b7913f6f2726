import type { tf } from "../../deps.ts";
import type { FusedKernel } from "./fused_kernel.ts";

// P = numbers in the parameter group

/** Attributes of every update. */
type UpdateAttributes = {
  /** Step size. */
  readonly learningRate: number;
  /**
   * Whether the caller gives up the inputs that are updated: the kernel may reuse their buffers, except those that
   * anyone else holds. @default false
   */
  readonly donate?: boolean;
};

/** Updates of optimizers, among the fused kernels. */
export interface UpdateKernels {
  /**
   * One update by Adam with decoupled weight decay, with t for `count`, counted from 1:
   *
   *     m <- m + (1 - beta1) (g - m)
   *     v <- v + (1 - beta2) (g^2 - v)
   *     p <- p - lr (m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon) + decay p)
   *
   * All are [P]; the decay is [P], a scalar, or omitted. Returns p, m, v.
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
   * All are [P]. Returns p, b.
   */
  readonly TolariaSgd: FusedKernel<
    { readonly p: tf.Tensor1D; readonly g: tf.Tensor1D; readonly b: tf.Tensor1D },
    UpdateAttributes & { readonly momentum: number; readonly nesterov: boolean },
    [p: tf.Tensor1D, b: tf.Tensor1D]
  >;

  /** One update by gradient descent: p <- p - lr g. All are [P]. Returns p. */
  readonly TolariaDescent: FusedKernel<
    { readonly p: tf.Tensor1D; readonly g: tf.Tensor1D },
    UpdateAttributes,
    [p: tf.Tensor1D]
  >;

  /**
   * One update by RMSProp:
   *
   *     v <- v + (1 - alpha) (g^2 - v)
   *     b <- momentum b + g / (sqrt(v) + epsilon)    (no buffer if `b` is omitted)
   *     p <- p - lr b
   *
   * All are [P]. Returns p, v, and b if there is one.
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

  /**
   * One update by Adagrad: s <- s + g^2, p <- p - lr g / (sqrt(s) + epsilon). All are [P]. Returns
   * p, s.
   */
  readonly TolariaAdagrad: FusedKernel<
    { readonly p: tf.Tensor1D; readonly g: tf.Tensor1D; readonly s: tf.Tensor1D },
    UpdateAttributes & { readonly epsilon: number },
    [p: tf.Tensor1D, s: tf.Tensor1D]
  >;

  /**
   * One update by RMSProp with the variance of the gradients in place of their mean square:
   *
   *     v <- v + (1 - alpha) (g^2 - v),  a <- a + (1 - alpha) (g - a)
   *     b <- momentum b + g / (sqrt(max(v - a^2, 0)) + epsilon)    (no buffer if `b` is omitted)
   *     p <- p - lr b
   *
   * All are [P]. Returns p, v, a, and b if there is one.
   */
  readonly TolariaCenteredRmsprop: FusedKernel<
    {
      readonly p: tf.Tensor1D;
      readonly g: tf.Tensor1D;
      readonly v: tf.Tensor1D;
      readonly a: tf.Tensor1D;
      readonly b?: tf.Tensor1D;
    },
    UpdateAttributes & {
      readonly alpha: number;
      readonly epsilon: number;
      readonly momentum: number;
    },
    [p: tf.Tensor1D, v: tf.Tensor1D, a: tf.Tensor1D, b?: tf.Tensor1D]
  >;

  /**
   * One update by Lion:
   *
   *     p <- p - lr (sign(m + (1 - beta1) (g - m)) + decay p)
   *     m <- m + (1 - beta2) (g - m)
   *
   * All are [P]; the decay is [P], a scalar, or omitted. Returns p, m.
   */
  readonly TolariaLion: FusedKernel<
    {
      readonly p: tf.Tensor1D;
      readonly g: tf.Tensor1D;
      readonly m: tf.Tensor1D;
      readonly decay?: tf.Tensor;
    },
    UpdateAttributes & { readonly beta1: number; readonly beta2: number },
    [p: tf.Tensor1D, m: tf.Tensor1D]
  >;

  /**
   * One update by LAMB, with t for `count`, counted from 1, and k for each of the weight tensors,
   * whose `sizes` add up to P:
   *
   *     m <- m + (1 - beta1) (g - m)
   *     v <- v + (1 - beta2) (g^2 - v)
   *     u = m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon) + decay p
   *     p_k <- p_k - lr |p_k| / |u_k| u_k            (p_k - lr u_k if a norm is 0)
   *
   * All are [P]; the decay is [P], a scalar, or omitted. Returns p, m, v.
   */
  readonly TolariaLamb: FusedKernel<
    UpdateKernels["TolariaAdamw"]["inputs"],
    UpdateKernels["TolariaAdamw"]["attributes"] & { readonly sizes: readonly number[] },
    [p: tf.Tensor1D, m: tf.Tensor1D, v: tf.Tensor1D]
  >;
}
