import assert from "node:assert/strict";
import { test } from "node:test";
import { COMPUTE_BACKEND, runFused } from "../../../core/mod.ts";
import { Container, tf } from "../../../deps.ts";
import { wasm } from "../../../modules/compute/wasm/mod.ts";
import { leavesNoTensors, take } from "../../../testing/_support/tensors.ts";

/** Three tiles and a rest, whose last number has lanes to itself. */
const SIZES = [17_000, 33_001];
const N = 50_001;

/** What updates of random vectors return. */
async function updated(threads: number): Promise<number[][]> {
  await tf.setBackend("cpu");
  const container = new Container();
  container.load(wasm({ threads }));
  await container.get(COMPUTE_BACKEND).start();
  const draw = (seed: number) => tf.randomUniform<tf.Rank.R1>([N], 0, 1, "float32", seed);
  const [learningRate, epsilon, count] = [0.01, 1e-8, 3];
  const adam = { learningRate, beta1: 0.9, beta2: 0.999, epsilon, count };
  try {
    return leavesNoTensors(() =>
      tf.tidy(() => {
        const [p, m, v, g, decay] = [1, 2, 3, 4, 5].map(draw) as [
          ...[tf.Tensor1D, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D],
        ];
        const outputs = [
          runFused("TolariaAdamw", { p, m, v, g, decay }, adam),
          runFused("TolariaLamb", { p, m, v, g, decay }, { ...adam, sizes: SIZES }),
          runFused("TolariaLion", { p, m, g, decay }, { learningRate, beta1: 0.9, beta2: 0.99 }),
          runFused("TolariaSgd", { p, b: m, g }, { learningRate, momentum: 0.9, nesterov: true }),
        ];
        return outputs.flat().map((output) => take(output as tf.Tensor));
      }),
    );
  } finally {
    await container.unbindAllAsync();
  }
}

test("wasm() updates weights to the same bits with any number of threads", async () => {
  const expected = await updated(1);
  assert.equal(expected.length, 3 + 3 + 2 + 2);
  for (const threads of [2, 3]) assert.deepEqual(await updated(threads), expected);
});
