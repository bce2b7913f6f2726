import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunPlan, RunReport, StepReport } from "../../../core/mod.ts";
import {
  arrays,
  constant,
  ManualClock,
  manualClock,
  memory,
  noAutopilot,
  type SpanRecord,
  SpanRecorder,
  warmupCosine,
} from "../../../modules/mod.ts";
import { TEST_BACKEND } from "../../../testing/_support/test_backend.ts";
import {
  gradientDescent,
  parametersOf,
  scaledLoss,
  spiral,
  type TrainerChanges,
  trainerOf,
  watching,
} from "../../_support/training/training.ts";

const sgd = [gradientDescent(), constant(0.1)];

/** A trainer of 5 steps an epoch that is told to stop by the step `at`, counted over all of its runs. */
function stoppedAt(at: number, changes: TrainerChanges = {}) {
  const controller = new AbortController();
  const observer = watching({
    onStep: ({ step }) => {
      if (step === at) controller.abort();
    },
  });
  const trainer = trainerOf({ ...changes, modules: [changes.modules ?? sgd, observer] });
  return { trainer, signal: controller.signal };
}

test("Trainer.run() ends after the step in progress when its signal is aborted, with a report", async () => {
  const { trainer, signal } = stoppedAt(8);
  await using _ = trainer;
  const report = await trainer.run({ epochs: 4, signal });
  assert.equal(report.endReason, "interrupted");
  assert.equal(report.steps, 8);
  assert.equal(report.epochs.length, 1);
  assert.match(report.weightsHash, /^[0-9a-f]{64}$/);
});

test("Trainer.run() takes no step when its signal is aborted already", async () => {
  await using trainer = trainerOf();
  const before = await parametersOf(trainer);
  const report = await trainer.run({ epochs: 2, signal: AbortSignal.abort() });
  assert.deepEqual([report.endReason, report.steps, report.epochs.length], ["interrupted", 0, 0]);
  assert.deepEqual(await parametersOf(trainer), before);
});

test("Trainer.run() does not validate when asked to stop by the last step of an epoch", async () => {
  const data = arrays({ ...spiral(20), validation: spiral(5) });
  const { trainer, signal } = stoppedAt(5, { data });
  await using _ = trainer;
  const report = await trainer.run({ epochs: 4, signal });
  assert.deepEqual([report.endReason, report.steps, report.epochs.length], ["interrupted", 5, 0]);
});

for (const at of [1, 3, 5, 7]) {
  test(`Trainer.run() goes on from step ${at} to the weights of a run that was not stopped there`, async () => {
    await using whole = trainerOf({ modules: sgd });
    const expected = await whole.run({ epochs: 3 });
    const { trainer, signal } = stoppedAt(at);
    await using _ = trainer;
    await trainer.run({ epochs: 3, signal });
    const report = await trainer.run({ epochs: 3 - Math.floor(at / 5) });
    assert.equal(report.steps, 15);
    assert.equal(report.weightsHash, expected.weightsHash);
    assert.deepEqual(
      report.epochs.map(({ epoch }) => epoch),
      at < 5 ? [1, 2, 3] : [2, 3],
    );
    for (const { train, stepMs } of report.epochs) assert.ok(Number.isFinite(train.loss + stepMs));
  });
}

for (const at of [3, 5]) {
  test(`Trainer.run() goes on from step ${at} along the course of the rate that it was stopped on`, async () => {
    // A course of exactly as many steps as 3 epochs have, which a longer run would be refused on.
    const course = warmupCosine({ peak: 0.3, warmupSteps: 4, totalSteps: 15 });
    await using whole = trainerOf({ modules: [gradientDescent(), course] });
    const expected = await whole.run({ epochs: 3 });
    const { trainer, signal } = stoppedAt(at, { modules: [gradientDescent(), course] });
    await using _ = trainer;
    await trainer.run({ epochs: 3, signal });
    const report = await trainer.run({ epochs: 3 - Math.floor(at / 5) });
    assert.equal(report.weightsHash, expected.weightsHash);
  });
}

test("Trainer.run() goes on where the first run ended, epochs and steps counted on", async () => {
  await using whole = trainerOf();
  await using parts = trainerOf();
  const expected = await whole.run({ epochs: 3 });
  const plans: number[] = [];
  for (const epochs of [1, 2]) plans.push((await parts.run({ epochs })).epochs.length);
  assert.deepEqual(plans, [1, 2]);
  const last = await parts.run({ epochs: 1 });
  assert.deepEqual([last.epochs[0]?.epoch, last.steps], [4, 20]);
  const goneOn = await whole.run({ epochs: 1 });
  assert.equal(goneOn.weightsHash, last.weightsHash);
  assert.notEqual(goneOn.weightsHash, expected.weightsHash);
});

test("Trainer.run() tells observers of plan, steps, epochs and end, in this order", async () => {
  const told: string[] = [];
  let plan: RunPlan | undefined;
  let ended: RunReport | undefined;
  const observer = watching({
    onRunStart: (given) => {
      plan = given;
      told.push("start");
    },
    onStep: ({ epoch, stepInEpoch }) => told.push(`${epoch}.${stepInEpoch}`),
    onEpoch: ({ epoch }) => told.push(`epoch ${epoch}`),
    onRunEnd: (given) => {
      ended = given;
      told.push("end");
    },
  });
  await using trainer = trainerOf({ modules: [...sgd, observer], batchSize: 10 });
  const report = await trainer.run({ epochs: 2 });
  assert.deepEqual(told, ["start", "1.1", "1.2", "epoch 1", "2.1", "2.2", "epoch 2", "end"]);
  assert.equal(ended, report);
  assert.equal(report.plan, plan);
  assert.equal(plan?.stepsPerEpoch, 2);
  // 2 * 5 + 5 + 5 * 3 + 3
  assert.equal(plan?.parameterCount, 33);
});

test("Trainer.run() reports an epoch's loss as the mean over its examples", async () => {
  const steps: StepReport[] = [];
  const observer = watching({ onStep: (step) => steps.push(step) });
  await using trainer = trainerOf({ modules: [...sgd, observer], batchSize: 12 });
  const { epochs } = await trainer.run({ epochs: 1 });
  const [first, second] = steps as [StepReport, StepReport];
  assert.equal(epochs[0]?.train.loss, (first.loss * 12 + second.loss * 8) / 20);
});

test("Trainer.run() goes on when an observer throws, and reports it", async () => {
  const observer = watching({
    onStep: () => {
      throw new Error("no paper");
    },
  });
  await using trainer = trainerOf({ modules: [...sgd, observer] });
  await using plain = trainerOf({ modules: sgd });
  const report = await trainer.run({ epochs: 2 });
  assert.equal(report.endReason, "completed");
  assert.deepEqual(report.incidents, [
    {
      kind: "observer/failed",
      message: 'observer Object threw "no paper": it is not called again',
      step: 1,
      epoch: 1,
    },
  ]);
  assert.equal(report.weightsHash, (await plain.run({ epochs: 2 })).weightsHash);
});

test("Trainer.run() reports an observer that throws when the run ends", async () => {
  const observer = watching({
    onRunEnd: () => {
      throw new Error("too late");
    },
  });
  await using trainer = trainerOf({ modules: [...sgd, observer] });
  const report = await trainer.run({ epochs: 1 });
  assert.equal(report.incidents[0]?.kind, "observer/failed");
});

/** How many turns of timers and I/O have passed by each step of an epoch whose steps take `stepMs`. */
async function turnsAtSteps(stepMs: number, yieldEveryMs: number): Promise<number[]> {
  const clock = new ManualClock();
  const seen: number[] = [];
  let turns = 0;
  let pending = setImmediate(function turn() {
    turns += 1;
    pending = setImmediate(turn);
  });
  const observer = watching({
    onStep: () => {
      seen.push(turns);
      clock.advance(stepMs);
    },
  });
  const modules = [...sgd, manualClock(clock), observer];
  await using trainer = trainerOf({ modules, batchSize: 2, yieldEveryMs });
  await trainer.run({ epochs: 1 });
  clearImmediate(pending);
  return seen;
}

test("Trainer.run() gives timers and I/O a turn every yieldEveryMs within an epoch", async () => {
  const turns = await turnsAtSteps(30, 50);
  assert.equal(turns.length, 10);
  // After steps 2, 4, 6 and 8, when 60 ms have passed, and not in between.
  for (let step = 0; step < 10; step += 2) assert.equal(turns[step + 1], turns[step]);
  for (let step = 2; step < 10; step += 2) {
    assert.ok((turns[step] as number) > (turns[step - 1] as number), turns.join());
  }
});

test("Trainer.run() gives no turn away before yieldEveryMs have passed", async () => {
  const turns = await turnsAtSteps(1, 50);
  assert.equal(turns.at(-1), turns[0]);
});

function names(spans: readonly SpanRecord[]): string[] {
  return spans.map(({ name }) => name);
}

test("Trainer.run() writes spans of run, epochs, sampled steps, validation and boundaries", async () => {
  const recorder = new SpanRecorder();
  await using trainer = trainerOf({
    data: arrays({ ...spiral(20), validation: spiral(5) }),
    // On a clock that stands still, so that no boundary is over its time and thins the spans of steps.
    modules: [...sgd, memory(recorder), manualClock()],
    stepSpanEvery: 2,
  });
  const report = await trainer.run({ epochs: 2 });
  const [run] = recorder.named("tolaria.run");
  assert.ok(run);
  const epochs = recorder.childrenOf(run);
  assert.deepEqual(names(epochs), ["tolaria.epoch", "tolaria.epoch"]);
  // Steps 1, 3, 5 and 7, 9 of 10, whichever epoch they are in.
  const below = epochs.map((epoch) => names(recorder.childrenOf(epoch)).join(" "));
  assert.deepEqual(below, [
    "tolaria.step tolaria.step tolaria.step tolaria.validation tolaria.boundary",
    "tolaria.step tolaria.step tolaria.validation tolaria.boundary",
  ]);
  assert.equal(run.attributes["tolaria.run.weights_hash"], report.weightsHash);
  assert.equal(run.attributes["tolaria.run.end_reason"], "completed");
  assert.equal(run.attributes["tolaria.provider.optimizer"], "gradient-descent");
  assert.equal(run.attributes["tolaria.backend.name"], TEST_BACKEND);
  assert.equal(epochs[1]?.attributes["tolaria.val_loss"], report.epochs[1]?.validation?.loss);
});

test("Trainer.run() marks the run's span when it fails, and the epoch's when a step is skipped", async () => {
  const recorder = new SpanRecorder();
  await using trainer = trainerOf({
    modules: [...sgd, memory(recorder), scaledLoss(() => Number.NaN), noAutopilot()],
    maxNonFiniteSteps: 1,
  });
  await assert.rejects(() => trainer.run({ epochs: 1 }), { code: "training/diverged" });
  const [run] = recorder.named("tolaria.run");
  assert.equal(run?.status.code, "error");
  assert.match(run?.status.message ?? "", /2 consecutive steps were not finite/);
  const [epoch] = recorder.named("tolaria.epoch");
  assert.equal(epoch?.events[0]?.attributes["tolaria.incident.kind"], "loss/non-finite");
});

test("Trainer.run() has a schedule of its own in each run when that is over the run", async () => {
  const rates: number[] = [];
  const onStep = ({ learningRate }: StepReport) => rates.push(learningRate);
  const modules = [gradientDescent(), warmupCosine({ peak: 1, warmupSteps: 2 })];
  await using trainer = trainerOf({ modules: [...modules, watching({ onStep })] });
  await trainer.run({ epochs: 1 });
  await trainer.run({ epochs: 1 });
  // Five steps: up to 1 in two, then down half a cosine of three.
  const first = [0, 0.5, 1, 0.75, 0.25];
  [...first, ...first].forEach((rate, at) => {
    assert.ok(Math.abs((rates[at] as number) - rate) < 1e-12, `${rates[at]}`);
  });
});
