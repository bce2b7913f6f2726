import assert from "node:assert/strict";
import { before, test } from "node:test";
import { releaseTapeOnThrow } from "../../../core/gradients/release_tape_on_throw.ts";
import { severalGradients } from "../../../core/gradients/several_gradients.ts";
import { tf } from "../../../deps.ts";
import { leavesNoTensors } from "../../../testing/_support/tensors.ts";
import { useTestBackend } from "../../../testing/_support/test_backend.ts";

before(useTestBackend);

function withVariables(work: (w: tf.Variable, b: tf.Variable) => void): void {
  const initial = [tf.tensor1d([0.5, -1, 2]), tf.scalar(0.3)];
  const [w, b] = initial.map((value) => tf.variable(value)) as [tf.Variable, tf.Variable];
  try {
    work(w, b);
  } finally {
    tf.dispose([...initial, w, b]);
  }
}

const lossesOf = (w: tf.Variable, b: tf.Variable): tf.Scalar[] => {
  const hidden = w.mul(b).tanh();
  return [hidden.square().sum(), hidden.mul(w).sum(), w.exp().sum()];
};

test("severalGradients() takes the gradients that each loss has by itself, of one forward pass", () => {
  leavesNoTensors(() =>
    withVariables((w, b) => {
      let passes = 0;
      const found: (number[] | null)[][] = [];
      const forward = () => {
        passes += 1;
        return lossesOf(w, b);
      };
      severalGradients(forward, (losses, gradientOf) => {
        for (const loss of losses) {
          const row = gradientOf(loss, [w, b]);
          found.push(row.map((tensor) => tensor && [...tensor.dataSync<"float32">()]));
        }
      });
      const expected = [0, 1, 2].map((loss) => {
        const { grads, value } = tf.variableGrads(() => lossesOf(w, b)[loss] as tf.Scalar, [w, b]);
        const numbers = [w, b].map(({ name }) => grads[name] && [...grads[name].dataSync()]);
        tf.dispose([grads, value] as tf.TensorContainer);
        return numbers.map((row) => row ?? null);
      });
      assert.equal(passes, 1);
      assert.deepEqual(found, expected);
      assert.equal(found[2]?.[1], null);
    }),
  );
});

test("severalGradients() gives tensors back where the forward pass fails", () => {
  leavesNoTensors(() =>
    withVariables((w, b) => {
      const failing = () => {
        lossesOf(w, b);
        throw new Error("no");
      };
      const take = () => releaseTapeOnThrow(() => severalGradients(failing, () => {}));
      assert.throws(take, /no/);
    }),
  );
});
