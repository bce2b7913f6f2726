import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunOptions, RunReport, StepReport } from "../../core/mod.ts";
import {
  adamw,
  arrays,
  CheckpointShelf,
  memoryCheckpoints,
  silent,
  warmupCosine,
} from "../../modules/mod.ts";
import {
  spiral,
  type TrainerChanges,
  trainerOf,
  watching,
  weightsOf,
} from "../_support/training.ts";

/** A run, and all that must not differ from another's. */
async function bitsOf(changes: TrainerChanges, run: RunOptions, abortAt?: number) {
  const abort = new AbortController();
  const losses: Record<number, number> = {};
  const onStep = ({ step, loss }: StepReport) => {
    losses[step] = loss;
    if (step === abortAt) abort.abort();
  };
  const { modules = [], ...others } = changes;
  await using trainer = trainerOf({
    data: arrays({ ...spiral(30), validation: 0.2 }),
    modules: [silent(), watching({ onStep }), ...modules],
    ...others,
  });
  const report = await trainer.run({ ...run, signal: abort.signal });
  return { report, losses, weights: weightsOf(await trainer.host()) };
}

function without(report: RunReport) {
  return report.epochs.map(({ wallS: _, stepMs: __, ...bits }) => bits);
}

for (const abortAt of [1, 4, 6, 9, 13]) {
  test(`Trainer.run() gives the same bits when it is interrupted at step ${abortAt} and resumed`, async () => {
    const shelf = new CheckpointShelf();
    const modules = () => [
      adamw({ weightDecay: 0.1 }),
      warmupCosine({ peak: 0.05, warmupSteps: 5 }),
      memoryCheckpoints({ shelf }),
    ];
    const whole = await bitsOf({ modules: modules() }, { epochs: 3 });
    const broken = await bitsOf({ modules: modules() }, { epochs: 3 }, abortAt);
    assert.equal(broken.report.endReason, "interrupted");
    assert.equal(shelf.infos.at(-1)?.step, abortAt);
    const resumed = await bitsOf({ modules: modules() }, { epochs: 3, resume: {} });
    assert.equal(resumed.report.weightsHash, whole.report.weightsHash);
    assert.deepEqual(resumed.weights, whole.weights);
    assert.deepEqual({ ...broken.losses, ...resumed.losses }, whole.losses);
    assert.deepEqual(without(resumed.report), without(whole.report));
    assert.equal(resumed.report.recovery.resumedFrom?.step, abortAt);
  });
}
