import assert from "node:assert/strict";
import { test } from "node:test";
import type { CheckpointChoice, Emergencies } from "../../core/mod.ts";
import {
  adamw,
  afterEpoch,
  arrays,
  constant,
  MemoryCheckpointStore,
  type Modules,
  manualClock,
  memoryCheckpoints,
  noAutopilot,
  silent,
  snapshots,
  tamiyoInProcess,
} from "../../modules/mod.ts";
import { EmergencyLevel } from "../../proto/mod.ts";
import { spiral, trainerOf, watching } from "../_support/training/training.ts";

const { EMERGENCY_LEVEL_MAJOR, EMERGENCY_LEVEL_SEVERE, EMERGENCY_LEVEL_CRITICAL } = EmergencyLevel;

/** Epochs of 5 steps. */
const EPOCHS = 3;

/** Whoever raises an emergency, once. */
interface Alarm {
  raise(): void;
}

/** A run of three epochs, in which `modules` may raise an emergency of `level`. */
async function run(
  level: EmergencyLevel,
  modules: (alarm: Alarm) => readonly Modules[],
  resume?: CheckpointChoice,
) {
  let emergencies: Emergencies | undefined;
  const alarm: Alarm = {
    raise: () => {
      emergencies?.raise({ level, reason: "smoke", source: "operator" });
      emergencies = undefined;
    },
  };
  const steps: number[] = [];
  await using trainer = trainerOf({
    data: arrays(spiral(60)),
    modules: [
      manualClock(),
      silent(),
      adamw(),
      constant(0.01),
      // So that the steps are taken again as they were.
      noAutopilot(),
      watching({ onStep: ({ step }) => steps.push(step) }),
      ...modules(alarm),
    ],
    batchSize: 12,
  });
  emergencies = await trainer.emergencies();
  const report = await trainer.run({ epochs: EPOCHS, ...(resume && { resume }) });
  return { report, steps };
}

/** A controller that raises an emergency in the last boundary, and answers nothing. */
const inLastBoundary = (alarm: Alarm) =>
  tamiyoInProcess({
    policy: {
      name: "raises",
      decide: ({ currentEpoch }) => {
        if (currentEpoch === EPOCHS) alarm.raise();
        return undefined;
      },
    },
  });

/** Work after the last boundary, when no step is left, that raises an emergency. */
const afterLastBoundary = (alarm: Alarm) =>
  afterEpoch({
    name: "raises",
    feature: "packets",
    *start({ epoch }) {
      yield;
      if (epoch.epoch === EPOCHS) alarm.raise();
    },
  });

// Which checkpoint is written by then is up to how long one takes.
for (const [name, level, recovery, places] of [
  ["SEVERE", EMERGENCY_LEVEL_SEVERE, () => [snapshots({ everySteps: 4 })], [12]],
  ["MAJOR", EMERGENCY_LEVEL_MAJOR, () => [memoryCheckpoints()], [5, 10]],
] as const) {
  test(`Trainer.run() repeats the steps that a ${name} in the last boundary undoes`, async () => {
    const before = (await run(level, recovery)).report;
    const { report, steps } = await run(level, (alarm) => [...recovery(), inLastBoundary(alarm)]);
    const [rollback] = report.recovery.rollbacks;
    const step = rollback?.step as number;
    assert.equal(rollback?.fromStep, 15);
    assert.ok((places as readonly number[]).includes(step), `went back to step ${step}`);
    assert.equal(report.endReason, "completed");
    assert.deepEqual(
      report.epochs.map((epoch) => epoch.step),
      [5, 10, 15],
    );
    assert.deepEqual(steps.slice(15, 17), [step + 1, step + 2]);
    assert.equal(steps.at(-1), 15);
    assert.equal(report.weightsHash, before.weightsHash);
  });
}

test("Trainer.run() halts with a durable state when CRITICAL is raised in the last boundary", async () => {
  const { report } = await run(EMERGENCY_LEVEL_CRITICAL, (alarm) => [
    memoryCheckpoints(),
    inLastBoundary(alarm),
  ]);
  assert.equal(report.endReason, "halted");
  assert.equal(report.recovery.checkpoints.at(-1)?.step, 15);
});

test("Trainer.run() continues when a rollback comes after its last step", async () => {
  const before = (await run(EMERGENCY_LEVEL_SEVERE, () => [])).report;
  const memory = new MemoryCheckpointStore();
  const store = () => [snapshots({ everySteps: 4 }), memoryCheckpoints({ store: memory })];
  const { report } = await run(EMERGENCY_LEVEL_SEVERE, (alarm) => [
    ...store(),
    afterLastBoundary(alarm),
  ]);
  assert.deepEqual([report.endReason, report.steps], ["interrupted", 12]);
  assert.match(
    report.incidents.find(({ kind }) => kind === "run/rolled-back-at-end")?.message ?? "",
    /went back to step 12 .* train the 1 missing epochs/,
  );
  assert.deepEqual(
    [report.recovery.checkpoints.at(-1)?.step, report.recovery.checkpoints.at(-1)?.reason],
    [12, "interrupted"],
  );
  const { report: resumed } = await run(EMERGENCY_LEVEL_SEVERE, store, {});
  assert.deepEqual([resumed.endReason, resumed.steps], ["completed", 15]);
  assert.equal(resumed.weightsHash, before.weightsHash);
});
