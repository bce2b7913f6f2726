import assert from "node:assert/strict";
import { test } from "node:test";
import { type ContainerModule, tf } from "../../deps.ts";
import { twoDigits } from "../../examples/_two_digits.ts";
import { EACH_BACKEND } from "../../testing/_support/test_backend.ts";

// An example awaits at its top level, which a test file must not.
const example = import("../../examples/multi_mnist.ts");

const SIZE = { train: 600, validation: 100 };

test("twoDigits() lays two real digits over each other, the same for the same seed", async () => {
  const first = await twoDigits(3, SIZE);
  assert.deepEqual(await twoDigits(3, SIZE), first);
  assert.notDeepEqual((await twoDigits(4, SIZE)).train.targets, first.train.targets);
  const { values } = first.train.inputs.canvas as { values: Float32Array };
  assert.equal(values.length, 600 * 36 * 36);
  // What only one digit can reach: 8 columns on its side.
  const inkOf = (from: number, to: number) =>
    values.reduce((sum, value, at) => (at % 36 >= from && at % 36 < to ? sum + value : sum), 0);
  for (const [from, to] of [
    [0, 8],
    [8, 28],
    [28, 36],
  ] as const)
    assert.ok(inkOf(from, to) > 100);
  assert.ok(values.every((value) => value >= 0 && value <= 1));
});

test("multiMnist() trains both heads with each aggregator", async () => {
  const { multiMnist, table } = await example;
  const before = tf.memory().numTensors;
  // On cpu it would take a minute.
  const backend = EACH_BACKEND[process.env.TOLARIA_BACKEND || "wasm"] as () => ContainerModule;
  const results = await multiMnist({ epochs: 4, seeds: 2, size: SIZE, backend });
  assert.equal(tf.memory().numTensors, before);
  assert.deepEqual(Object.keys(results), ["weighted sum", "PCGrad", "CAGrad"]);
  for (const { left, right } of Object.values(results)) {
    assert.equal(left.length, 2);
    // Guessing gets 0.1.
    for (const accuracy of [...left, ...right]) assert.ok(accuracy > 0.2, `${accuracy}`);
  }
  assert.match(table(results), /^PCGrad +\d+\.\d\d ± \d+\.\d\d % .*%$/m);
});
