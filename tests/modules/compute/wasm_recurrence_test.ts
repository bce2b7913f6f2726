import assert from "node:assert/strict";
import { test } from "node:test";
import { COMPUTE_BACKEND } from "../../../core/mod.ts";
import { Container, tf } from "../../../deps.ts";
import { wasm } from "../../../modules/compute/wasm/mod.ts";
import { assertClose, leavesNoTensors, take } from "../../../testing/_support/tensors.ts";

/** Runs `work` on the backend with so many threads. */
async function withThreads<T extends tf.TensorContainer>(
  threads: number,
  work: () => T,
): Promise<T> {
  await tf.setBackend("cpu");
  const container = new Container();
  container.load(wasm({ threads }));
  await container.get(COMPUTE_BACKEND).start();
  try {
    return await leavesNoTensors(() => tf.tidy(work));
  } finally {
    await container.unbindAllAsync();
  }
}

const draw = (shape: number[], seed: number) => tf.randomUniform(shape, -1, 1, "float32", seed);

const UNITS = 29;

/** The outputs of a layer over 37 sequences, and the gradients in its inputs and weights. */
function computed(make: () => tf.layers.Layer): number[][] {
  const x = draw([37, 11, 5], 1);
  const layer = make();
  // Builds it.
  layer.apply(x);
  layer.setWeights(layer.getWeights().map(({ shape }, at) => draw(shape, at + 3).mul(0.3)));
  const variables = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const loss = (sequences: tf.Tensor) =>
    (layer.apply(sequences) as tf.Tensor).mul(draw([UNITS], 2)).sum();
  const { grads } = tf.variableGrads(() => loss(x) as tf.Scalar, variables);
  const outputs = [layer.apply(x) as tf.Tensor, tf.grad(loss)(x), ...Object.values(grads)];
  const numbers = outputs.map((tensor) => [...tensor.dataSync()]);
  layer.dispose();
  return numbers;
}

const CELLS = ["lstm", "gru", "simpleRNN"] as const;

test("wasm() runs recurrent layers to the same bits with any number of threads", async () => {
  const bits = (threads: number) =>
    withThreads(threads, () =>
      CELLS.map((cell) =>
        computed(() => tf.layers[cell]({ units: UNITS, returnSequences: true }) as tf.layers.Layer),
      ),
    );
  const expected = await bits(1);
  for (const threads of [2, 3]) assert.deepEqual(await bits(threads), expected);
});

test("wasm() runs a recurrent layer whose states do not fit a thread's memory", () =>
  withThreads(2, () => {
    // Six rows of four states each: 96 bytes a unit, of which a thread has 197 kB.
    const units = 2100;
    const recurrentInitializer = "zeros";
    const layer = tf.layers.simpleRNN({ units, useBias: false, recurrentInitializer });
    const [kernel, recurrent] = [draw([3, units], 1), draw([units, units], 2).mul(0.05)];
    const x = draw([5, 2, 3], 4);
    layer.apply(x);
    layer.setWeights([kernel, recurrent]);
    const [first, second] = tf.unstack(x, 1) as [tf.Tensor2D, tf.Tensor2D];
    const state = first.matMul(kernel).tanh();
    const expected = second.matMul(kernel).add(state.matMul(recurrent)).tanh();
    assertClose(take(layer.apply(x) as tf.Tensor), take(expected), 1e-5);
    layer.dispose();
  }));
