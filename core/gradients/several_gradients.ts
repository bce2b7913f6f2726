import { tf } from "../../deps.ts";

/**
 * The gradient of `y` in each of `xs`, tensors or variables; null where `y` does not depend on one.
 *
 * @param dy What is multiplied with the gradient of `y`, of its shape. @default ones
 */
export type GradientOf = (
  y: tf.Tensor,
  xs: readonly tf.Tensor[],
  dy?: tf.Tensor,
) => readonly (tf.Tensor | null)[];

/**
 * Takes any number of gradients of one forward pass.
 *
 * One pass means one dropout mask and one update of the buffers for all, and costs a single pass. tfjs forgets
 * what was computed when it has taken a gradient, unless that gradient was taken inside another: so all happens
 * inside the gradient of nothing. It would also write down the backward passes, and hold on to all that they
 * compute; inside an operation with a gradient of its own it does not.
 *
 * @param forward Computes what is differentiated.
 * @param use Takes the gradients. What it computes is its caller's to keep; all else is disposed after it.
 */
export function severalGradients<T>(
  forward: () => T,
  use: (computed: T, gradientOf: GradientOf) => void,
): void {
  const inside = (nothing: tf.Tensor) => {
    const computed = forward();
    const unrecorded = tf.customGrad(() => {
      use(computed, gradientOf);
      return { value: tf.scalar(0), gradFunc: () => tf.scalar(0) };
    });
    return unrecorded(nothing);
  };
  tf.tidy(() => {
    const nothing = tf.scalar(0);
    tf.engine().gradients(() => inside(nothing), [nothing], undefined, true);
  });
}

function gradientOf(
  y: tf.Tensor,
  xs: readonly tf.Tensor[],
  dy?: tf.Tensor,
): readonly (tf.Tensor | null)[] {
  const { grads } = tf.engine().gradients(() => y, [...xs], dy, true);
  return (grads as readonly (tf.Tensor | undefined)[]).map((gradient) => gradient ?? null);
}
