import assert from "node:assert/strict";
import { test } from "node:test";
import type { RollbackOutcome } from "../../../core/mod.ts";
import {
  autopilot,
  type checkpoints,
  memoryCheckpoints,
  snapshots,
  tamiyoInProcess,
  watchdog,
} from "../../../modules/mod.ts";
import { EmergencyLevel } from "../../../proto/mod.ts";
import { leavesNoTensorsAfter, scaledLoss, watching } from "../../_support/training/training.ts";
import { batchOf, Driver, drivenTrainer } from "./_driver.ts";

/** Alarms after two losses in a row that are 15 times the average, from the sixth step on. */
const WATCH = {
  armedAfter: 5,
  window: 20,
  consecutive: 2,
  lossSigma: false,
  lossJump: false,
} as const;

test("DrivenRun.step() recovers from a loss spike by a rollback, and says so; no batch that is handed in later is dropped", async () => {
  await leavesNoTensorsAfter(async () => {
    // The batches of the steps 9 and 10 are spoilt, counted as they come by.
    const objective = scaledLoss((call) => (call === 8 || call === 9 ? 1e3 : 1));
    await using trainer = drivenTrainer([
      objective,
      watchdog(WATCH),
      autopilot({ margin: 0, rateFactor: 0.5, clearAfter: 5 }),
      snapshots({ everySteps: 4 }),
    ]);
    const driver = new Driver();
    await using loop = await trainer.begin({ participants: [driver.participant] });
    const steps: number[] = [];
    let wentBack: RollbackOutcome | undefined;
    const drawn: number[] = [];
    for (let turn = 0; turn < 24; turn++) {
      const outcome = await loop.step(driver.batch());
      steps.push(outcome.step);
      drawn.push(driver.drawn);
      if (outcome.wentBack) {
        wentBack = outcome.wentBack;
        assert.equal(loop.steps, 8);
      }
    }
    // Steps 1 to 10, then the driver goes on after step 8, of which there is a snapshot.
    assert.deepEqual(steps, [...range(1, 10), ...range(9, 22)]);
    assert.deepEqual([wentBack?.fromStep, wentBack?.step, wentBack?.tier], [10, 8, "fast"]);
    // Its own state has gone back with it: the ninth batch is drawn again.
    assert.deepEqual(drawn, [...range(1, 9), 8, ...range(9, 22)]);
    const report = await loop.end();
    assert.equal(report.endReason, "completed");
    const [alarm] = report.alarms;
    assert.deepEqual([alarm?.action, alarm?.quarantined, alarm?.backTo], ["went-back", 0, 8]);
    assert.equal(alarm?.rateFactor, 0.5, "nothing is left out: the rate is cut for that");
  });
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

test("DrivenRun.endEpoch() returns nothing if training goes back instead, and the driver goes on", async () => {
  await using trainer = drivenTrainer([snapshots({ everySteps: 2 })]);
  await using loop = await trainer.begin();
  for (let step = 0; step < 3; step++) await loop.step(batchOf());
  const recovery = await trainer.recovery();
  recovery?.request({ atOrBefore: 2, reason: "a test" });
  // What is requested between two steps is done at once, before the driver comes.
  assert.equal((await loop.endEpoch())?.step, undefined);
  assert.equal(loop.steps, 2);
  const { step, wentBack } = await loop.step(batchOf());
  assert.deepEqual([step, wentBack?.fromStep, wentBack?.step], [3, 3, 2]);
  assert.equal((await loop.endEpoch())?.step, 3);
});

test("DrivenRun goes back over an epoch that was ended, and counts on from there", async () => {
  await using trainer = drivenTrainer([snapshots({ everySteps: 2, count: 9 })]);
  await using loop = await trainer.begin();
  for (let step = 0; step < 3; step++) await loop.step(batchOf());
  await loop.endEpoch();
  for (let step = 0; step < 2; step++) await loop.step(batchOf());
  (await trainer.recovery())?.request({ atOrBefore: 2, reason: "a test" });
  const { step, epoch, stepInEpoch } = await loop.step(batchOf());
  assert.deepEqual([step, epoch, stepInEpoch], [3, 1, 3]);
  const report = await loop.end();
  assert.deepEqual(
    report.epochs.map((one) => [one.epoch, one.step]),
    [[1, 3]],
  );
});

test("An emergency that is raised between two driven steps is answered before the next", async () => {
  await using trainer = drivenTrainer([snapshots({ everySteps: 2 })]);
  await using loop = await trainer.begin();
  for (let step = 0; step < 3; step++) await loop.step(batchOf());
  const emergencies = await trainer.emergencies();
  const actions: string[] = [];
  emergencies.subscribe({
    onAction: (_, { action, status }) => void actions.push(`${action} ${status}`),
  });
  emergencies.raise({
    level: EmergencyLevel.EMERGENCY_LEVEL_SEVERE,
    reason: "a test",
    source: "operator",
  });
  const { step, wentBack } = await loop.step(batchOf());
  assert.deepEqual([step, wentBack?.step], [3, 2]);
  assert.ok(actions.includes("fast-rollback done"), actions.join());
});

test("An emergency of the highest level halts a driven run that waits for its driver", async () => {
  await leavesNoTensorsAfter(async () => {
    await using trainer = drivenTrainer([memoryCheckpoints({ everyEpochs: 1 })]);
    await using loop = await trainer.begin();
    await loop.step(batchOf());
    const emergencies = await trainer.emergencies();
    const ended = Promise.withResolvers<void>();
    emergencies.subscribe({
      onAction: (_, { action }) => void (action === "make-durable" && ended.resolve()),
    });
    emergencies.raise({
      level: EmergencyLevel.EMERGENCY_LEVEL_CRITICAL,
      reason: "a test",
      source: "operator",
    });
    await ended.promise;
    const report = await loop.end();
    assert.deepEqual([report.endReason, report.steps], ["halted", 1]);
    assert.equal(report.recovery.checkpoints.at(-1)?.step, 1);
    await assert.rejects(() => loop.step(batchOf()), {
      code: "run/over",
      message: "The run is over after step 1 (halted): begin another. Cannot take a step.",
    });
    await assert.rejects(() => trainer.begin(), { code: "emergency/in-force" });
    emergencies.standDown({ reason: "over", by: "operator" });
    await using next = await trainer.begin();
    assert.equal((await next.step(batchOf())).step, 2);
  });
});

test("A signal ends a driven run after the step in progress, or after the next one", async () => {
  for (const between of [false, true]) {
    const abort = new AbortController();
    await using trainer = drivenTrainer();
    await using loop = await trainer.begin({ signal: abort.signal });
    await loop.step(batchOf());
    if (between) abort.abort();
    assert.equal(loop.over, false);
    const step = loop.step(batchOf());
    if (!between) abort.abort();
    assert.equal((await step).step, 2);
    assert.equal(loop.over, true);
    await assert.rejects(() => loop.step(batchOf()), { code: "run/over" });
    const report = await loop.end();
    assert.deepEqual([report.endReason, report.steps, report.epochs.length], ["interrupted", 2, 0]);
  }
});

test("A signal that was given before ends a driven run at its beginning, or at its end", async () => {
  await using trainer = drivenTrainer();
  // Opened, however long that takes: a run that is stopped does not wait for it.
  await trainer.host();
  await using none = await trainer.begin({ signal: AbortSignal.abort() });
  assert.equal(none.over, true);
  assert.deepEqual([(await none.end()).endReason, (await none.end()).steps], ["interrupted", 0]);
  for (const call of ["end", "endEpoch"] as const) {
    const abort = new AbortController();
    await using loop = await trainer.begin({ signal: abort.signal });
    await loop.step(batchOf());
    abort.abort();
    if (call === "endEpoch") await assert.rejects(() => loop.endEpoch(), { code: "run/over" });
    assert.equal((await loop.end()).endReason, "interrupted");
  }
});

test("A driven run takes a controller's commands at the end of its epochs, and is not held up by one that hangs", async () => {
  const asked: number[] = [];
  const policy = {
    name: "hangs",
    decide: ({ currentEpoch }: { currentEpoch: number }) => {
      asked.push(currentEpoch);
      return new Promise<undefined>(() => {});
    },
  };
  const totals: number[] = [];
  await using trainer = drivenTrainer([
    tamiyoInProcess({ policy: policy as never }),
    watching({ onBoundary: ({ totalMs }) => void totals.push(totalMs) }),
  ]);
  await using loop = await trainer.begin();
  for (let epoch = 0; epoch < 2; epoch++) {
    await loop.step(batchOf());
    assert.equal((await loop.endEpoch())?.epoch, epoch + 1);
  }
  await loop.end();
  assert.equal(asked[0], 1);
  assert.equal(totals.length, 2);
  for (const total of totals) assert.ok(total <= 18, `${total} ms`);
});

test("Trainer.begin() resumes a driven run to the same bits, with the state of its driver", async () => {
  await leavesNoTensorsAfter(async () => {
    const steps = 11;
    const drive = async (
      until: number,
      { store, resume }: { store: ReturnType<typeof checkpoints>; resume?: boolean },
    ) => {
      const losses: Record<number, number> = {};
      const driver = new Driver();
      await using trainer = drivenTrainer([store]);
      await using loop = await trainer.begin({
        participants: [driver.participant],
        ...(resume && { resume: {} }),
      });
      while (loop.steps < until) {
        const { step, loss } = await loop.step(driver.batch());
        losses[step] = loss;
        if (step % 4 === 0) await loop.endEpoch();
      }
      if (until < steps) return { losses, hash: undefined };
      const { weightsHash, epochs } = await loop.end();
      return { losses, hash: weightsHash, epochs: epochs.map(({ train }) => train.loss) };
    };
    const straight = await drive(steps, { store: memoryCheckpoints({ everyEpochs: 1 }) });
    for (const at of [3, 4, 6]) {
      const store = memoryCheckpoints({ everyEpochs: 100 });
      const before = await drive(at, { store });
      const after = await drive(steps, { store, resume: true });
      assert.deepEqual({ ...before.losses, ...after.losses }, straight.losses);
      assert.equal(Object.keys(after.losses)[0], String(at + 1));
      assert.deepEqual([after.hash, after.epochs], [straight.hash, straight.epochs]);
    }
  });
});
