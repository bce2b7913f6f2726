import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunOptions, RunReport, StepReport } from "../../core/mod.ts";
import {
  adamw,
  arrays,
  constant,
  MemoryCheckpointStore,
  manualClock,
  memoryCheckpoints,
  seeds,
  silent,
  type TamiyoPolicy,
  tamiyoInProcess,
  warmupCosine,
} from "../../modules/mod.ts";
import { CircuitBreakerState, CommandType, SeedOperation } from "../../proto/mod.ts";
import {
  spiral,
  type TrainerChanges,
  trainerOf,
  watching,
  weightsOf,
} from "../_support/training/training.ts";
import { perceptron, scripted } from "./_seeded_run.ts";

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
    const store = new MemoryCheckpointStore();
    const modules = () => [
      adamw({ weightDecay: 0.1 }),
      warmupCosine({ peak: 0.05, warmupSteps: 5 }),
      memoryCheckpoints({ store }),
    ];
    const whole = await bitsOf({ modules: modules() }, { epochs: 3 });
    const broken = await bitsOf({ modules: modules() }, { epochs: 3 }, abortAt);
    assert.equal(broken.report.endReason, "interrupted");
    assert.equal(store.infos.at(-1)?.step, abortAt);
    const resumed = await bitsOf({ modules: modules() }, { epochs: 3, resume: {} });
    assert.equal(resumed.report.weightsHash, whole.report.weightsHash);
    assert.deepEqual(resumed.weights, whole.weights);
    assert.deepEqual({ ...broken.losses, ...resumed.losses }, whole.losses);
    assert.deepEqual(without(resumed.report), without(whole.report));
    assert.equal(resumed.report.recovery.resumedFrom?.step, abortAt);
  });
}

const { SEED_OP_GERMINATE, SEED_OP_START_TRAINING, SEED_OP_START_GRAFTING } = SeedOperation;
const { SEED_OP_STABILIZE, SEED_OP_EVALUATE, SEED_OP_FOSSILIZE } = SeedOperation;

/** A seed that comes through all of its stages; each is reached at the boundary after the one that asks for it. */
const SCRIPT = {
  1: SEED_OP_GERMINATE,
  2: SEED_OP_START_TRAINING,
  4: SEED_OP_START_GRAFTING,
  7: SEED_OP_STABILIZE,
  8: SEED_OP_EVALUATE,
  10: SEED_OP_FOSSILIZE,
};

/** A run of 5 steps an epoch in which a seed grows. */
async function grownRun(
  store: MemoryCheckpointStore,
  run: RunOptions,
  abortAt?: number,
  fossils: "trained" | "frozen" = "trained",
) {
  const onStep = ({ step }: StepReport) => {
    if (step === abortAt) abort.abort();
  };
  const abort = new AbortController();
  const policy = scripted(SCRIPT, "hidden1", "dense-bottleneck");
  const options = {
    blendSteps: 9,
    fossils,
    gates: { minTrainingSteps: 2, maxLossRise: 9, minLossGain: -9 },
  };
  await using trainer = trainerOf({
    host: perceptron(),
    data: arrays(spiral(60)),
    modules: [
      manualClock(),
      silent(),
      tamiyoInProcess({ policy }),
      seeds(options),
      adamw(),
      constant(0.01),
      memoryCheckpoints({ store }),
      watching({ onStep }),
    ],
    batchSize: 12,
  });
  const report = await trainer.run({ ...run, signal: abort.signal });
  return { report, weights: weightsOf(await trainer.host()) };
}

// A command for a seed is on its way; the seed is germinated, trains alone, is half blended in (twice), is watched, stays.
for (const [abortAt, fossils] of [
  [7, "trained"],
  [12, "trained"],
  [17, "trained"],
  [27, "trained"],
  [31, "trained"],
  [43, "trained"],
  [57, "trained"],
  [57, "frozen"],
] as const) {
  test(`Trainer.run() gives the same bits with seeds when it is interrupted at step ${abortAt} and resumed, fossils ${fossils}`, async () => {
    const whole = await grownRun(new MemoryCheckpointStore(), { epochs: 12 }, undefined, fossils);
    assert.equal(whole.report.seeds[0]?.trained, fossils === "trained");
    assert.equal(whole.report.seeds[0]?.stages.at(-1)?.stage, "SEED_STAGE_FOSSILIZED");
    const store = new MemoryCheckpointStore();
    const broken = await grownRun(store, { epochs: 12 }, abortAt, fossils);
    assert.equal(broken.report.endReason, "interrupted");
    const resumed = await grownRun(store, { epochs: 12, resume: {} }, undefined, fossils);
    assert.deepEqual(resumed.report.seeds, whole.report.seeds);
    assert.equal(resumed.report.weightsHash, whole.report.weightsHash);
    assert.deepEqual(without(resumed.report), without(whole.report));
  });
}

test("Trainer.run() stays in conservative mode, with every breaker closed, when it is resumed in it", async () => {
  const store = new MemoryCheckpointStore();
  const policy: TamiyoPolicy = {
    name: "cautious",
    decide: ({ currentEpoch }) => {
      if (currentEpoch !== 1) return undefined;
      return {
        commandType: CommandType.COMMAND_CIRCUIT_BREAKER,
        circuitBreaker: { desiredState: CircuitBreakerState.CIRCUIT_STATE_OPEN },
        annotations: { breaker: "optimizer" },
      };
    },
  };
  const modules = () => [
    adamw(),
    constant(0.01),
    manualClock(),
    tamiyoInProcess({ policy }),
    memoryCheckpoints({ store }),
  ];
  const control = { cleanEpochs: 2 };
  const broken = await bitsOf({ modules: modules(), control }, { epochs: 5 }, 9);
  assert.equal(broken.report.control.mode, "conservative");
  const { report } = await bitsOf({ modules: modules(), control }, { epochs: 5, resume: {} });
  assert.deepEqual(
    report.control.modeChanges.map(({ from, to, cause, epoch }) => [from, to, cause, epoch]),
    [
      ["normal", "conservative", "breaker/open", 1],
      // Two clean epochs: the one in progress and the next.
      ["conservative", "normal", undefined, 3],
    ],
  );
  assert.ok(report.control.breakers.every(({ state }) => state === "CIRCUIT_STATE_CLOSED"));
  assert.ok(report.incidents.some(({ kind }) => kind === "mode/conservative"));
});
