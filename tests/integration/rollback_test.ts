import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CHECKPOINT_STORE,
  type CheckpointStore,
  type Recovery,
  type StepReport,
} from "../../core/mod.ts";
import { ContainerModule, tf } from "../../deps.ts";
import {
  adamw,
  arrays,
  constant,
  ManualClock,
  MemoryCheckpointStore,
  type Modules,
  makeHeuristic,
  manualClock,
  memory,
  memoryCheckpoints,
  noAutopilot,
  noSnapshots,
  SpanRecorder,
  seeds,
  silent,
  snapshots,
  type TamiyoPolicy,
  tamiyoInProcess,
} from "../../modules/mod.ts";
import { CommandType, SeedOperation } from "../../proto/mod.ts";
import { spiral, trainerOf, watching, weightsOf } from "../_support/training/training.ts";
import { perceptron, scripted } from "./_seeded_run.ts";

/** Fields of a protobuf `Struct`. */
function structOf(payload: Record<string, unknown>) {
  const toValue = (value: unknown) =>
    typeof value === "number" ? { numberValue: value } : { stringValue: String(value) };
  return Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, toValue(value)]));
}

/** A controller that asks once, after its `epoch`th, for a rollback. */
function asksBack(epoch: number, payload: Record<string, unknown>): TamiyoPolicy {
  let asked = false;
  return {
    name: "asks-back",
    decide: ({ currentEpoch }) => {
      if (asked || currentEpoch !== epoch) return undefined;
      asked = true;
      return {
        commandType: CommandType.COMMAND_ROLLBACK,
        rollbackPayload: { fields: structOf(payload) },
        annotations: { reason: "a test" },
      };
    },
  };
}

/** A run of 4 epochs of 5 steps, and what was seen of it. */
async function run(modules: readonly Modules[], policy?: TamiyoPolicy, epochs = 4) {
  const losses: [number, number][] = [];
  const recorder = new SpanRecorder();
  const onStep = ({ step, loss }: StepReport) => void losses.push([step, loss]);
  await using trainer = trainerOf({
    host: perceptron(),
    data: arrays(spiral(60)),
    modules: [
      manualClock(),
      silent(),
      adamw(),
      constant(0.01),
      memory(recorder),
      watching({ onStep }),
      ...(policy ? [tamiyoInProcess({ policy })] : []),
      ...modules,
    ],
    batchSize: 12,
  });
  const report = await trainer.run({ epochs });
  return { report, losses, recorder, weights: weightsOf(await trainer.host()) };
}

for (const [name, payload, back] of [
  ["a step of its epoch", { at_or_before: 14 }, 14],
  ["a step of an earlier epoch", { at_or_before: 8 }, 8],
  ["a step so many steps back", { steps_back: 6 }, 9],
] as const) {
  test(`COMMAND_ROLLBACK restores ${name}, and a run without an autopilot continues to the same bits`, async () => {
    const before = (await run([])).report;
    const { report, losses } = await run(
      [snapshots({ everySteps: 1, count: 20 }), noAutopilot()],
      asksBack(3, payload),
    );
    const [rollback] = report.recovery.rollbacks;
    assert.deepEqual(
      [rollback?.recovered, rollback?.tier, rollback?.fromStep, rollback?.step],
      [true, "fast", 15, back],
    );
    // Steps behind the one gone back to are done twice, to the same loss each.
    assert.equal(losses.length, 20 + 15 - back);
    assert.equal(losses[15]?.[0], back + 1);
    assert.deepEqual(losses[15]?.[1], losses[back]?.[1]);
    assert.equal(report.weightsHash, before.weightsHash);
    assert.equal(report.epochs.length, 4);
    assert.ok(report.incidents.some(({ kind }) => kind === "rollback/done"));
  });
}

test("COMMAND_ROLLBACK restores a checkpoint when no state in memory will do", async () => {
  const before = (await run([])).report;
  const { report } = await run(
    [noSnapshots(), memoryCheckpoints(), noAutopilot()],
    asksBack(3, { at_or_before: 12 }),
  );
  const [rollback] = report.recovery.rollbacks;
  assert.equal(rollback?.tier, "full");
  // That of the epoch before may not be finished yet.
  assert.ok([5, 10].includes(rollback?.step ?? 0), `step ${rollback?.step}`);
  assert.match(rollback?.failures[0]?.reason ?? "", /no snapshot at or before step 12/);
  assert.equal(report.weightsHash, before.weightsHash);
});

test("COMMAND_ROLLBACK emits one span with its cause and its outcome", async () => {
  const { recorder } = await run([snapshots({ everySteps: 2 })], asksBack(2, { at_or_before: 9 }));
  const span = recorder.spans.find((one) => one.name === "tolaria.rollback");
  assert.deepEqual(
    Object.entries(span?.attributes ?? {}).filter(([key]) => key.startsWith("tolaria.rollback.")),
    [
      ["tolaria.rollback.reason", "asks-back: a test"],
      ["tolaria.rollback.recovered", true],
      ["tolaria.rollback.tier", "fast"],
      ["tolaria.rollback.from_step", 10],
      ["tolaria.rollback.step", 8],
      ["tolaria.rollback.failures", []],
    ],
  );
});

test("COMMAND_ROLLBACK is refused, naming what to compose, when the run keeps no states", async () => {
  const { report } = await run([noSnapshots()], asksBack(2, {}));
  assert.deepEqual(report.recovery.rollbacks, []);
  assert.match(
    report.incidents[0]?.message ?? "",
    /keeps no states to go back to: compose tieredRollback/,
  );
});

for (const [payload, message] of [
  [{ step: 3 }, /must hold at_or_before, steps_back, tier only: it has "step"/],
  [{ steps_back: -1 }, /"steps_back" must be a whole number of at least 0/],
  [{ tier: "slow" }, /"tier" must be "fast" or "full"/],
] as const) {
  test(`COMMAND_ROLLBACK is refused when its payload is ${JSON.stringify(payload)}`, async () => {
    const { report } = await run([snapshots()], asksBack(1, payload), 2);
    assert.match(report.incidents[0]?.message ?? "", message);
  });
}

test("Trainer.run() halts in a level 4 emergency when there is no state to restore", async () => {
  const store = new MemoryCheckpointStore();
  const { report } = await run(
    [noSnapshots(), memoryCheckpoints({ store, everyEpochs: 50 })],
    asksBack(2, {}),
  );
  const [rollback] = report.recovery.rollbacks;
  assert.deepEqual([rollback?.recovered, rollback?.tier], [false, "emergency"]);
  assert.equal(rollback?.failures.length, 2);
  assert.ok(report.incidents.some(({ kind }) => kind === "rollback/failed"));
  assert.equal(report.endReason, "halted");
  // Its state was made durable before it halted.
  assert.deepEqual(
    store.infos.map(({ step }) => step),
    [10],
  );
});

test("Trainer.run() rolls back past seeds that grew since, and grows them again", async () => {
  const { SEED_OP_GERMINATE, SEED_OP_START_TRAINING, SEED_OP_START_GRAFTING } = SeedOperation;
  const script = { 1: SEED_OP_GERMINATE, 2: SEED_OP_START_TRAINING, 4: SEED_OP_START_GRAFTING };
  const grows = scripted(script, "hidden1", "dense-bottleneck");
  const back = asksBack(6, { at_or_before: 7 });
  const policy = (goesBack: boolean): TamiyoPolicy => ({
    name: "both",
    decide: (packet) => grows.decide(packet) ?? (goesBack ? back.decide(packet) : undefined),
  });
  const modules = () => [
    seeds({ blendSteps: 9, gates: { minTrainingSteps: 1, maxLossRise: 9, maxOwnLossRatio: 9 } }),
    snapshots({ everySteps: 1, count: 50 }),
    noAutopilot(),
  ];
  const tensors = tf.memory().numTensors;
  const straight = await run(modules(), policy(false), 8);
  const { report } = await run(modules(), policy(true), 8);
  assert.equal(report.recovery.rollbacks[0]?.step, 7);
  assert.equal(report.seeds[0]?.stages.at(-1)?.stage, "SEED_STAGE_BLENDING");
  assert.equal(report.weightsHash, straight.report.weightsHash);
  assert.equal(tf.memory().numTensors, tensors);
});

test("Trainer.run() restores a controller's memory, which then decides the same and receives the same reports", async () => {
  const hurried = { patience: 2, minImprovement: 0.01, stageEpochs: 1 };
  const heuristic = (back?: TamiyoPolicy) => {
    const policy = makeHeuristic({
      ...hurried,
      blueprints: ["conv-norm", "dense-bottleneck"],
      seed: 5,
    });
    const heard: string[] = [];
    const made: TamiyoPolicy = {
      name: "heuristic",
      decide: (packet) => back?.decide(packet) ?? policy.decide(packet),
      report: (report) => {
        heard.push(`${report.commandId.split("/")[1]} ${report.outcome}`);
        policy.report(report);
      },
      state: () => policy.state(),
      restore: (state) => policy.restore(state),
    };
    return { made, heard };
  };
  const modules = () => [
    seeds({ blendSteps: 9, gates: { minTrainingSteps: 1, maxLossRise: 9, maxOwnLossRatio: 9 } }),
    snapshots({ everySteps: 1, count: 60 }),
    noAutopilot(),
  ];
  const [one, other] = [heuristic(), heuristic(asksBack(9, { at_or_before: 12 }))];
  const straight = await run(modules(), one.made, 12);
  const { report } = await run(modules(), other.made, 12);
  assert.equal(report.recovery.rollbacks[0]?.step, 12);
  assert.deepEqual(report.seeds, straight.report.seeds);
  assert.ok(one.heard.length > 2);
  assert.deepEqual(other.heard.slice(-one.heard.length), one.heard);
  assert.equal(report.weightsHash, straight.report.weightsHash);
});

test("Trainer.run() continues with an incident when a checkpoint cannot be written", async () => {
  const store: CheckpointStore = {
    name: "full-disk",
    everyEpochs: 1,
    place: undefined,
    start: () => Promise.resolve(),
    write: () => ({ advance: () => true, done: Promise.reject(new Error("no space left")) }),
    list: () => Promise.resolve([]),
    load: () => Promise.reject(new Error("none")),
    dispose: () => Promise.resolve(),
  };
  const module = new ContainerModule(({ bind }) => {
    bind(CHECKPOINT_STORE).toConstantValue(store);
  });
  const { report } = await run([module]);
  assert.equal(report.endReason, "completed");
  assert.deepEqual(report.recovery.checkpoints, []);
  assert.ok(report.incidents.some(({ message }) => message.includes("no space left")));
});

test("Trainer.run() refuses a state that is too large once, and continues", async () => {
  const { report } = await run([snapshots({ everySteps: 1, bytes: 100 })]);
  const refused = report.incidents.filter(({ kind }) => kind === "snapshot/refused");
  assert.equal(refused.length, 1);
  assert.match(refused[0]?.message ?? "", /at most 100 bytes/);
  assert.equal(report.endReason, "completed");
});

test("Trainer.run() carries out a rollback requested in a step before it yields to the event loop", async () => {
  const clock = new ManualClock();
  const seen: string[] = [];
  let asked = false;
  let recovery: Recovery | undefined;
  const onStep = ({ step }: StepReport) => {
    seen.push(`step ${step}`);
    // A turn is due after each step.
    clock.advance(60);
    if (step === 1) void trainer.recovery().then((of) => (recovery = of));
    if (step !== 3 || asked) return;
    asked = true;
    setImmediate(() => seen.push("turn"));
    recovery?.request({ atOrBefore: 2, reason: "a test" });
  };
  const trainer = trainerOf({
    host: perceptron(),
    data: arrays(spiral(60)),
    modules: [
      manualClock(clock),
      silent(),
      adamw(),
      constant(0.01),
      noAutopilot(),
      snapshots({ everySteps: 1 }),
      watching({ onStep }),
    ],
    batchSize: 12,
  });
  await trainer.run({ epochs: 1 });
  await trainer.dispose();
  assert.deepEqual(seen.slice(0, 6), ["step 1", "step 2", "step 3", "step 3", "turn", "step 4"]);
});
