import assert from "node:assert/strict";
import { test } from "node:test";
import type { ContainerModule } from "../../deps.ts";
import {
  adamw,
  arrays,
  constant,
  MemoryCheckpointStore,
  manualClock,
  memoryCheckpoints,
  noAutopilot,
  seeds,
  silent,
  snapshots,
  tamiyoInProcess,
} from "../../modules/mod.ts";
import {
  leavesNoTensorsAfter,
  spiral,
  trainerOf,
  watching,
} from "../_support/training/training.ts";
import { perceptron } from "./_seeded_run.ts";
import { KEPT, LOST, metrics, type Script, scripted, triedRun } from "./_tried_run.ts";

// At the beginning, in each branch, at the end of each, across the end of an epoch, and after the trial. Until it is
// decided after 29, a trial whose seed is lost does what one does whose seed is kept.
const PHASES = { kept: [15, 16, 20, 22, 24, 27, 29, 31], lost: [24, 29, 31] } as const;

/** The trial is over in the fifth. */
const EPOCHS = 5;

/** An abort after so many steps that were taken, whichever they were. */
function abortAfter(steps: number) {
  const abort = new AbortController();
  let taken = 0;
  return {
    signal: abort.signal,
    onStep: () => {
      taken += 1;
      if (taken === steps) abort.abort();
    },
  };
}

/** What runs to the end without an interruption. */
const WHOLE = {
  kept: once(() => triedRun({ script: KEPT, run: { epochs: EPOCHS } })),
  lost: once(() => triedRun({ script: LOST, run: { epochs: EPOCHS } })),
};

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | undefined;
  return () => {
    done ??= work();
    return done;
  };
}

for (const [name, script] of [
  ["kept", KEPT],
  ["lost", LOST],
] as const) {
  for (const steps of PHASES[name]) {
    test(`a run that is interrupted after ${steps} steps, with a trial whose seed is ${name}, resumes to the same bits`, async () => {
      const whole = await WHOLE[name]();
      const held = memoryCheckpoints({ store: new MemoryCheckpointStore(), everyEpochs: 1_000 });
      const { signal, onStep } = abortAfter(steps);
      const broken = await triedRun({
        script,
        modules: [held],
        run: { epochs: EPOCHS, signal },
        onStep,
      });
      assert.equal(broken.report.endReason, "interrupted");
      // In the trial, what is saved is its beginning.
      if (steps > 15 && steps < 29) assert.equal(broken.report.steps, 15);
      const { report } = await triedRun({
        script,
        modules: [held],
        run: { epochs: EPOCHS, resume: {} },
      });
      assert.equal(report.weightsHash, whole.report.weightsHash);
      assert.deepEqual(report.seeds, whole.report.seeds);
      assert.deepEqual(report.compute, whole.report.compute);
      assert.deepEqual(metrics(report), metrics(whole.report));
    });

    test(`a rollback after ${steps} steps, with a trial whose seed is ${name}, leads to the same bits`, async () => {
      const whole = await WHOLE[name]();
      await leavesNoTensorsAfter(async () => {
        const { report } = await rolledBackRun(script, steps);
        assert.equal(report.recovery.rollbacks.length, 1);
        assert.equal(report.weightsHash, whole.report.weightsHash);
        assert.deepEqual(report.seeds, whole.report.seeds);
        assert.deepEqual(metrics(report), metrics(whole.report));
      });
    });
  }

  test(`a run that is killed in a trial whose seed is ${name} resumes to the same bits from what was saved before and in it`, async () => {
    const store = new MemoryCheckpointStore();
    const held: ContainerModule = memoryCheckpoints({ store, everyEpochs: 1, keep: 99 });
    const whole = await triedRun({ script, modules: [held], run: { epochs: EPOCHS } });
    const saved = whole.report.recovery.checkpoints;
    assert.ok(saved.some(({ step }) => step === 15));
    for (const { id } of saved) {
      const run = { epochs: EPOCHS, resume: { id } };
      const { report } = await triedRun({ script, modules: [held], run });
      assert.equal(report.weightsHash, whole.report.weightsHash, `from checkpoint ${id}`);
      assert.deepEqual(report.seeds, whole.report.seeds);
      assert.deepEqual(report.compute, whole.report.compute);
    }
  });
}

/** A run that is asked to go back once so many steps were taken. */
async function rolledBackRun(script: Script, steps: number) {
  let taken = 0;
  await using trainer = trainerOf({
    host: perceptron(),
    data: arrays({ ...spiral(60), validation: spiral(12) }),
    batchSize: 12,
    modules: [
      manualClock(),
      silent(),
      adamw({ weightDecay: 0.1 }),
      constant(0.01),
      seeds({ gates: { minTrainingSteps: 2, maxOwnLossRatio: 9 } }),
      tamiyoInProcess({ policy: scripted(script) }),
      snapshots({ everySteps: 4, count: 5 }),
      noAutopilot(),
      watching({
        onStep: ({ step }) => {
          taken += 1;
          if (taken === steps) void back(step);
        },
      }),
    ],
  });
  await trainer.host();
  const back = async (step: number) =>
    (await trainer.recovery())?.request({ atOrBefore: step, reason: "a test" });
  return { report: await trainer.run({ epochs: EPOCHS }) };
}
