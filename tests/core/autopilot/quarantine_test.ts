import assert from "node:assert/strict";
import { before, test } from "node:test";
import { Quarantine } from "../../../core/autopilot/quarantine.ts";
import { BatchFeeder } from "../../../core/data/batch_feeder.ts";
import type { Batch } from "../../../core/data/feeder.ts";
import { useTestBackend } from "../../../testing/_support/test_backend.ts";
import { CountingDataset } from "../../_support/data/counting_dataset.ts";

before(useTestBackend);

test("Quarantine.pass() leaves out what is in quarantine, in its epoch alone", async () => {
  const feeder = new BatchFeeder(new CountingDataset(10, {}), { batchSize: 1 });
  const quarantine = new Quarantine();
  quarantine.add([{ epoch: 1, from: 0, to: 2 }], 10);
  quarantine.add([{ epoch: 1, from: 8, to: 10 }], 10);
  const seen: number[][] = [];
  for (const epoch of [0, 1, 2]) {
    const indices: number[] = [];
    for (;;) {
      quarantine.skipQuarantined(feeder, epoch);
      const batch = (await feeder.next()) as Batch | undefined;
      if (!batch) break;
      indices.push(batch.indices[0] as number);
      batch.dispose();
    }
    seen.push(indices);
  }
  const all = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  assert.deepEqual(seen, [all, all.slice(2, 8), all]);
});

test("Quarantine.add() counts each batch once", () => {
  const quarantine = new Quarantine();
  assert.equal(quarantine.add([{ epoch: 0, from: 10, to: 13 }], 100), 3);
  assert.equal(quarantine.add([{ epoch: 0, from: 12, to: 15 }], 100), 2);
  assert.equal(quarantine.add([{ epoch: 0, from: 10, to: 15 }], 100), 0);
});

test("Quarantine.add() takes no batch past the end of an epoch", () => {
  const quarantine = new Quarantine();
  assert.equal(quarantine.add([{ epoch: 0, from: 98, to: 104 }], 100), 2);
  assert.deepEqual(quarantine.windows, [{ epoch: 0, from: 98, to: 100 }]);
});

test("Quarantine.add() leaves at least half of an epoch to train on", () => {
  const quarantine = new Quarantine();
  assert.equal(quarantine.add([{ epoch: 0, from: 0, to: 5 }], 10), 5);
  assert.equal(quarantine.add([{ epoch: 0, from: 6, to: 7 }], 10), 0);
  assert.equal(quarantine.add([{ epoch: 1, from: 0, to: 6 }], 10), 0);
  assert.equal(quarantine.add([{ epoch: 1, from: 6, to: 7 }], 10), 1);
});

test("Quarantine.merge() goes on with what another one had", () => {
  const [first, second] = [new Quarantine(), new Quarantine()];
  first.add([{ epoch: 3, from: 4, to: 6 }], 10);
  second.merge(JSON.parse(JSON.stringify(first.windows)));
  second.merge(first.windows);
  assert.deepEqual(second.windows, [{ epoch: 3, from: 4, to: 6 }]);
});
