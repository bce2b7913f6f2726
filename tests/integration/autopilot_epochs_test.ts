import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../deps.ts";
import {
  arrays,
  autopilot,
  MemoryCheckpointStore,
  memoryCheckpoints,
  snapshots,
  watchdog,
} from "../../modules/mod.ts";
import { scaledLoss, spiral, watching } from "../_support/training/training.ts";
import { BACK_ONLY, faultAt, run, trainer, WATCH } from "./_spoiled_run.ts";

test("Trainer.run() repeats an epoch when its validation falls to the level of guessing", async () => {
  // 20 examples in three classes: what they guess by luck is less than all of them.
  const data = { data: arrays({ ...spiral(40), validation: 0.5 }) };
  const measured = { accuracy: 1 };
  const objective = () =>
    scaledLoss(() => 1, {
      accuracy: { mean: () => tf.scalar(measured.accuracy), better: "higher" },
    });
  const modules = [watchdog(WATCH), autopilot(BACK_ONLY), snapshots({ everySteps: 4 })];
  const clean = await run(trainer(objective(), modules, data));
  let seconds = 0;
  const fault = watching({
    onEpoch: ({ epoch }) => {
      if (epoch === 2) seconds += 1;
      // Not when training comes by again.
      if (epoch === 2 && seconds === 1) measured.accuracy = 1 / 3;
    },
    onIncident: ({ kind }) => {
      if (kind === "watchdog/collapse") measured.accuracy = 1;
    },
  });
  const hurt = await run(trainer(objective(), [...modules, fault], data));
  assert.deepEqual(
    hurt.alarms.map(({ rule, step, backTo, quarantined }) => ({ rule, step, backTo, quarantined })),
    // 5 steps an epoch; the last state at or before the third begins.
    [{ rule: "collapse", step: 15, backTo: 8, quarantined: 0 }],
  );
  assert.equal(hurt.epochs.length, 4);
  assert.equal(hurt.weightsHash, clean.weightsHash);
});

test("Trainer.run() skips the same batches when it is resumed during an incident", async () => {
  const modules = [
    watchdog(WATCH),
    autopilot({ margin: 1, clearAfter: 20 }),
    snapshots({ everySteps: 4 }),
  ];
  const whole = await run(trainer(faultAt([12, 13]), modules));
  assert.equal(whole.alarms[0]?.backTo, 8);
  assert.equal(whole.alarms[0]?.quarantined, 4);
  const store = new MemoryCheckpointStore();
  const stop = new AbortController();
  let nines = 0;
  // When training comes by for the second time, with the batches still ahead that it will leave out.
  const stopping = watching({
    onStep: ({ step }) => {
      if (step === 9) nines += 1;
      if (nines === 2) stop.abort();
    },
  });
  const kept = [...modules, memoryCheckpoints({ store, everyEpochs: 50 })];
  await using first = trainer(faultAt([12, 13]), [...kept, stopping]);
  const interrupted = await first.run({ epochs: 4, signal: stop.signal });
  assert.equal(interrupted.steps, 9);
  await using second = trainer(faultAt([]), kept);
  const resumed = await second.run({ epochs: 4, resume: {} });
  assert.equal(resumed.weightsHash, whole.weightsHash);
  assert.equal(resumed.steps, whole.steps);
});
