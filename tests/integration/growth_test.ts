import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunOptions, StepReport } from "../../core/mod.ts";
import {
  adamw,
  arrays,
  constant,
  type GrowthOptions,
  MemoryCheckpointStore,
  makeGrowth,
  manualClock,
  memoryCheckpoints,
  mlp,
  seeds,
  silent,
  tamiyoInProcess,
} from "../../modules/mod.ts";
import { spiral, trainerOf, watching, weightsOf } from "../_support/training/training.ts";

interface GrownRunOptions extends GrowthOptions {
  readonly abortAt?: number;
  /** @default behind each hidden layer */
  readonly slots?: boolean | readonly string[];
}

/** A run of 5 steps an epoch and 12 epochs in which two seeds grow. */
async function grownRun(
  store: MemoryCheckpointStore,
  run: Partial<RunOptions>,
  { abortAt, slots = true, ...growth }: GrownRunOptions = {},
) {
  const abort = new AbortController();
  const onStep = ({ step }: StepReport) => {
    if (step === abortAt) abort.abort();
  };
  await using trainer = trainerOf({
    host: mlp({ inputShape: [2], hidden: [6, 5], classes: 3, dropout: 0.2, slots }),
    data: arrays({ ...spiral(60), validation: spiral(12) }),
    modules: [
      manualClock(),
      silent(),
      adamw(),
      constant(0.01),
      seeds({ blendSteps: 5, gates: { minTrainingSteps: 5, maxLossRise: 9, minLossGain: -9 } }),
      tamiyoInProcess({ policy: makeGrowth({ at: [0.1, 0.3], patience: 99, ...growth }) }),
      memoryCheckpoints({ store }),
      watching({ onStep }),
    ],
    batchSize: 12,
  });
  const report = await trainer.run({ epochs: 12, ...run, signal: abort.signal });
  return { report, weights: weightsOf(await trainer.host()) };
}

test("makeGrowth() grows a seed at each date, the cheapest first, which has its full share three boundaries later", async () => {
  const { report } = await grownRun(new MemoryCheckpointStore(), {}, { trial: false });
  assert.deepEqual(report.incidentCounts, {});
  const stories = report.seeds.map(({ seed, blueprint, trained, stages }) => [
    seed,
    blueprint,
    trained,
    ...stages.map(({ stage, epoch }) => `${stage.replace("SEED_STAGE_", "")} ${epoch}`),
  ]);
  // Boundaries lie at 1/12, 2/12, ... of the run: 0.1 is due at the first, 0.3 at the fourth. A residual seed has
  // 2 x 6 x 6 multiply-adds behind the first layer, 2 x 5 x 5 behind the second. G4 wants an epoch of probation.
  assert.deepEqual(stories, [
    [
      "hidden1",
      "residual",
      true,
      "GERMINATED 5",
      "TRAINING 5",
      "BLENDING 6",
      "SHADOWING 7",
      "PROBATIONARY 7",
      "FOSSILIZED 8",
    ],
    [
      "hidden2",
      "residual",
      true,
      "GERMINATED 2",
      "TRAINING 2",
      "BLENDING 3",
      "SHADOWING 4",
      "PROBATIONARY 4",
      "FOSSILIZED 5",
    ],
  ]);
  assert.ok(report.seeds.every(({ multiplyAdds = 0 }) => multiplyAdds > 0));
});

/** Seeds are tried for eight steps, and stay unless they double the loss. */
const TRIAL = { trial: { share: 0.1, minSteps: 8, minGain: -1 } };

let whole: ReturnType<typeof grownRun> | undefined;

// Sown, beside the host, in a trial, in the blend, on probation, and with the second seed on its way.
for (const abortAt of [7, 12, 17, 22, 26, 33]) {
  test(`Trainer.run() gives the same bits under makeGrowth() when it is interrupted at step ${abortAt} and resumed`, async () => {
    whole ??= grownRun(new MemoryCheckpointStore(), {}, TRIAL);
    const { report } = await whole;
    assert.deepEqual(
      report.seeds.map(({ trial }) => trial?.kept),
      [true, true],
    );
    const store = new MemoryCheckpointStore();
    const broken = await grownRun(store, {}, { ...TRIAL, abortAt });
    assert.equal(broken.report.endReason, "interrupted");
    const resumed = await grownRun(store, { resume: {} }, TRIAL);
    assert.deepEqual(resumed.report.seeds, report.seeds);
    assert.equal(resumed.report.weightsHash, report.weightsHash);
    assert.deepEqual(resumed.report.compute, report.compute);
  });
}

test("makeGrowth() widens blocks by branches beside them, to the same bits when it is interrupted in a trial", async () => {
  const widening = { ...TRIAL, slots: ["hidden1.beside", "hidden2.beside"] };
  const { report } = await grownRun(new MemoryCheckpointStore(), {}, widening);
  assert.deepEqual(report.incidentCounts, {});
  assert.deepEqual(
    report.seeds.map(({ seed, blueprint, trial }) => [seed, blueprint, trial?.kept]),
    [
      ["hidden1.beside", "branch", true],
      ["hidden2.beside", "branch", true],
    ],
  );
  const store = new MemoryCheckpointStore();
  await grownRun(store, {}, { ...widening, abortAt: 17 });
  const resumed = await grownRun(store, { resume: {} }, widening);
  assert.deepEqual(resumed.report.seeds, report.seeds);
  assert.equal(resumed.report.weightsHash, report.weightsHash);
});
