import { tf } from "../../deps.ts";

/**
 * Differentiates several losses of one forward pass, each on its own.
 *
 * One pass means one dropout mask and one update of statistics for all, and costs a single pass. tfjs forgets
 * what was computed when it has taken a gradient, unless that gradient was taken inside another: so all happens
 * inside the gradient of nothing. It would also write down the backward passes, and hold on to all that they
 * compute; inside an operation with a gradient of its own it does not.
 *
 * @param forward Computes the losses.
 * @param use Is given, for each loss, a gradient per variable, or null where the loss does not depend on it.
 * What it computes is its caller's to keep; the gradients are disposed after it.
 */
export function gradientsOfEach(
  forward: () => readonly tf.Scalar[],
  variables: readonly tf.Variable[],
  use: (gradients: readonly (readonly (tf.Tensor | null)[])[]) => void,
): void {
  const inside = (nothing: tf.Tensor) => {
    const losses = forward();
    const unrecorded = tf.customGrad(() => {
      use(losses.map((loss) => gradientsOf(loss, variables)));
      return { value: tf.scalar(0), gradFunc: () => tf.scalar(0) };
    });
    return unrecorded(nothing);
  };
  tf.tidy(() => {
    const nothing = tf.scalar(0);
    tf.engine().gradients(() => inside(nothing), [nothing], undefined, true);
  });
}

function gradientsOf(
  loss: tf.Scalar,
  variables: readonly tf.Variable[],
): readonly (tf.Tensor | null)[] {
  const { grads } = tf.engine().gradients(() => loss, [...variables], undefined, true);
  return (grads as readonly (tf.Tensor | undefined)[]).map((gradient) => gradient ?? null);
}
