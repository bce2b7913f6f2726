import assert from "node:assert/strict";
import { test } from "node:test";
import { BatchFeeder } from "../../../../core/data/batch_feeder.ts";
import { RandomStream } from "../../../../core/random.ts";
import { type Augment, augmented } from "../../../../modules/data/_augment/mod.ts";
import { CountingDataset } from "../../../_support/data/counting_dataset.ts";

const addNoise: Augment = ({ inputs, targets, index }, random) => {
  assert.equal(inputs.index?.[0], index);
  (inputs.index as Float32Array)[0] = index + random.next();
  (targets.double as Int32Array)[0] = -index;
};

/** Inputs of the next batches. */
async function inputsOf(feeder: BatchFeeder, batches: number): Promise<number[][]> {
  const seen: number[][] = [];
  while (seen.length < batches) {
    const batch = await feeder.next();
    if (!batch) continue;
    seen.push([...(batch.inputs[0]?.dataSync() ?? [])]);
    batch.dispose();
  }
  return seen;
}

const feederOf = (slow: boolean) =>
  new BatchFeeder(augmented(new CountingDataset(6, { slow }), addNoise), {
    batchSize: 3,
    order: new RandomStream(1, "shuffle"),
  });

for (const slow of [false, true]) {
  const source = slow ? "on a disk" : "in memory";
  test(`augmented() draws again in each epoch and the same after a seek when examples are ${source}`, async () => {
    const feeder = feederOf(slow);
    const first = await inputsOf(feeder, 2);
    const cursor = feeder.cursor();
    await inputsOf(feeder, 1);
    const middle = feeder.cursor();
    const next = await inputsOf(feeder, 1);
    feeder.seek(middle);
    assert.deepEqual(await inputsOf(feeder, 1), next);
    const other = feederOf(slow);
    other.seek({ ...cursor, batch: 0 });
    assert.deepEqual(await inputsOf(other, 2), first);
    const noise = (values: number[][]) => new Set(values.flat().map((value) => value % 1));
    const again = await inputsOf(other, 2);
    for (const value of noise(again)) assert.ok(!noise(first).has(value));
  });
}

test("augmented() changes nothing when no draw is given", async () => {
  const dataset = augmented(new CountingDataset(6), addNoise);
  const { inputs, targets } = await dataset.gather(Uint32Array.of(2, 5));
  assert.deepEqual(inputs, [Float32Array.of(2, 5)]);
  assert.deepEqual(targets, [Int32Array.of(4, 10)]);
});

test("augmented() returns the dataset itself when nothing changes it", () => {
  const dataset = new CountingDataset(1);
  assert.equal(augmented(dataset, undefined), dataset);
});
