import assert from "node:assert/strict";
import { test } from "node:test";
import { SpareValues } from "../../../core/data/spare_values.ts";
import type { BatchValues } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";

const values = (): BatchValues => ({
  inputs: [new Float32Array(6)],
  targets: [new Int32Array([1, 2])],
});

/** A tensor of a backend that has a copy of what it was made of. */
const copied = { dataSync: () => new Int32Array([1, 2]) } as unknown as tf.Tensor;

test("SpareValues returns arrays once when the backend copied them", () => {
  const spares = new SpareValues();
  const batch = values();
  spares.give(batch, [copied], 2);
  assert.equal(spares.take(2), batch);
  assert.equal(spares.take(2), undefined);
});

test("SpareValues keeps arrays for batches of their own size only", () => {
  const spares = new SpareValues();
  const batch = values();
  spares.give(batch, [copied], 2);
  assert.equal(spares.take(1), undefined);
  assert.equal(spares.take(2), batch);
});

test("SpareValues returns no arrays that a tensor still reads", async () => {
  // Its tensors read the arrays that they are made of.
  await tf.setBackend("cpu");
  const spares = new SpareValues();
  const batch = values();
  const target = tf.tensor1d(batch.targets[0] as Int32Array, "int32");
  spares.give(batch, [target], 2);
  assert.equal(spares.take(2), undefined);
  target.dispose();
});
