import { tf } from "../../deps.ts";

// P = numbers in a parameter group

/** Limits on a gradient; undefined for none. */
export interface ClipLimits {
  readonly clipNorm: number | undefined;
  readonly clipValue: number | undefined;
}

/**
 * `gradients_P` within the limits: scaled down if the norm over all groups is above `clipNorm`, then each
 * number cut to [-`clipValue`, `clipValue`]. Itself where nothing is to do; otherwise the caller owns it.
 *
 * @param norm Euclidean norm over the gradients of all groups.
 */
export function clip(
  gradients_P: tf.Tensor1D,
  norm: number,
  { clipNorm, clipValue }: ClipLimits,
): tf.Tensor1D {
  const long = clipNorm !== undefined && norm > clipNorm;
  if (!long && clipValue === undefined) return gradients_P;
  return tf.tidy((): tf.Tensor1D => {
    const scaled_P = long ? scaledDown(gradients_P, clipNorm / norm) : gradients_P;
    if (clipValue === undefined) return scaled_P;
    return tf.clipByValue(scaled_P, -clipValue, clipValue);
  });
}

/** Like {@link clip} by a norm that is on the device. */
export function clipOnDevice(
  gradients_P: tf.Tensor1D,
  norm: tf.Scalar,
  { clipNorm, clipValue }: ClipLimits,
): tf.Tensor1D {
  if (clipNorm === undefined) return clip(gradients_P, 0, { clipNorm, clipValue });
  return tf.tidy((): tf.Tensor1D => {
    // A norm of 0 gives infinity, which is above 1.
    const scaled_P = gradients_P.mul<tf.Tensor1D>(tf.scalar(clipNorm).div(norm).minimum(1));
    if (clipValue === undefined) return scaled_P;
    return tf.clipByValue(scaled_P, -clipValue, clipValue);
  });
}

/** `x` times `factor`, in two steps if that is too small for a float32 of full precision. */
function scaledDown(x: tf.Tensor1D, factor: number): tf.Tensor1D {
  return factor > 2 ** -100 ? x.mul(factor) : x.mul<tf.Tensor1D>(2 ** -64).mul(factor * 2 ** 64);
}
