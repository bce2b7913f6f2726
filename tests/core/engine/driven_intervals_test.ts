import assert from "node:assert/strict";
import { test } from "node:test";
import {
  adamw,
  constant,
  driven,
  type Modules,
  memoryCheckpoints,
  snapshots,
  tamiyoInProcess,
} from "../../../modules/mod.ts";
import type { SystemStatePacket } from "../../../proto/mod.ts";
import { leavesNoTensorsAfter, trainerOf, watching } from "../../_support/training/training.ts";
import { batchOf, COLUMNS, Driver } from "./_driver.ts";

test("A driven run that ends no epoch has boundaries and checkpoints, and resumes from them", async () => {
  await leavesNoTensorsAfter(async () => {
    const drive = async (until: number, store: Modules, resume = false) => {
      const losses: Record<number, number> = {};
      const boundaries: number[] = [];
      const driver = new Driver();
      await using trainer = trainerOf({
        data: driven(COLUMNS),
        modules: [
          adamw(),
          constant(0.01),
          snapshots({ everySteps: 3 }),
          watching({ onInterval: ({ step }) => void boundaries.push(step) }),
          store,
        ],
        control: { boundarySteps: 5 },
      });
      await using loop = await trainer.begin({
        participants: [driver.participant],
        ...(resume && { resume: {} }),
      });
      while (loop.steps < until) {
        const { step, loss } = await loop.step(driver.batch());
        losses[step] = loss;
      }
      return { losses, boundaries, report: until === 17 ? await loop.end() : undefined };
    };
    const straight = await drive(17, memoryCheckpoints({ everyEpochs: 1 }));
    assert.deepEqual(straight.boundaries, [5, 10, 15]);
    assert.deepEqual(
      straight.report?.recovery.checkpoints.map(({ step }) => step),
      [5, 10, 15, 17],
    );
    const store = memoryCheckpoints({ everyEpochs: 1 });
    const before = await drive(12, store);
    const after = await drive(17, store, true);
    assert.deepEqual({ ...before.losses, ...after.losses }, straight.losses);
    assert.deepEqual([...before.boundaries, ...after.boundaries], straight.boundaries);
    assert.equal(after.report?.weightsHash, straight.report?.weightsHash);
  });
});

test("A driven run that ends an epoch right after a boundary has one more, with the numbers of the epoch", async () => {
  const packets: SystemStatePacket[] = [];
  const policy = {
    name: "notes",
    decide: (packet: SystemStatePacket) => void packets.push(packet),
  };
  await using trainer = trainerOf({
    data: driven(COLUMNS),
    modules: [adamw(), constant(0.01), tamiyoInProcess({ policy })],
    control: { boundarySteps: 2 },
  });
  await using loop = await trainer.begin();
  const losses = [await loop.step(batchOf()), await loop.step(batchOf(4, 4))].map(
    ({ loss }) => loss,
  );
  const epoch = await loop.endEpoch();
  assert.deepEqual(
    packets.map(({ currentEpoch }) => currentEpoch),
    [1, 2],
  );
  assert.equal(packets[1]?.trainingLoss, Math.fround(epoch?.train.loss ?? 0));
  assert.ok(Math.abs((epoch?.train.loss ?? 0) - ((losses[0] ?? 0) + (losses[1] ?? 0)) / 2) < 1e-6);
});
