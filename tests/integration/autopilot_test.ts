import assert from "node:assert/strict";
import { test } from "node:test";
import {
  autopilot,
  memory,
  memoryCheckpoints,
  noAutopilot,
  noSnapshots,
  noWatchdog,
  SpanRecorder,
  snapshots,
  watchdog,
} from "../../modules/mod.ts";
import { CircuitBreakerState } from "../../proto/mod.ts";
import { leavesNoTensorsAfter, scaledLoss, watching } from "../_support/training/training.ts";
import { eventsOf } from "./_small_run.ts";
import { BACK_ONLY, faultAt, lagging, recorded, run, trainer, WATCH } from "./_spoiled_run.ts";

test("Trainer.run() restores from before a loss spike and ends as if there had been none", async () => {
  const clean = await run(trainer(faultAt([])));
  const hurt = await run(trainer(faultAt([12, 13])));
  assert.equal(hurt.endReason, "completed");
  assert.equal(hurt.weightsHash, clean.weightsHash);
  assert.deepEqual(
    hurt.epochs.map(({ train, step }) => ({ train, step })),
    clean.epochs.map(({ train, step }) => ({ train, step })),
  );
  const [alarm] = hurt.alarms;
  assert.ok(alarm);
  const { cause, durationMs, ...rest } = alarm;
  assert.match(
    cause,
    /^loss \d.* was more than 15 times its running average of .* for 2 steps in a row, from 12 to 13$/,
  );
  assert.ok(durationMs !== undefined && durationMs >= 0);
  assert.deepEqual(rest, {
    rule: "loss-ratio",
    step: 14,
    epoch: 2,
    action: "went-back",
    tries: 1,
    backTo: 12,
    tier: "fast",
    quarantined: 0,
    rateFactor: 1,
    firstGoodStep: 12,
    // The last step that showed it, and five more.
    clearStep: 18,
  });
  const incident = hurt.incidents.find(({ kind }) => kind === "watchdog/loss-ratio");
  assert.match(incident?.message ?? "", /: training went back from step 14 to 12 \(fast tier\)$/);
});

test("Trainer.run() rolls back across the end of an epoch", async () => {
  const clean = await run(trainer(faultAt([])));
  // The last step of the first epoch and the first of the second; the last state before them is that of step 8.
  const hurt = await run(trainer(faultAt([9, 10])));
  assert.equal(hurt.alarms[0]?.backTo, 8);
  assert.equal(hurt.weightsHash, clean.weightsHash);
  assert.deepEqual(
    hurt.epochs.map(({ epoch, train }) => ({ epoch, train })),
    clean.epochs.map(({ epoch, train }) => ({ epoch, train })),
  );
});

test("Trainer.run() rolls back when consecutive steps are not finite, which ends a run without an autopilot", async () => {
  const bad = [12, 13, 14];
  const objective = () => faultAt(bad, Number.NaN);
  const changes = { maxNonFiniteSteps: 2 };
  const clean = await run(trainer(faultAt([])));
  const hurt = await run(trainer(objective(), [], changes));
  assert.equal(hurt.weightsHash, clean.weightsHash);
  const [alarm] = hurt.alarms;
  assert.equal(alarm?.rule, "non-finite");
  assert.equal(alarm?.backTo, 12);
  await assert.rejects(run(trainer(objective(), [noAutopilot(), snapshots()], changes)), {
    code: "training/diverged",
  });
  await assert.rejects(run(trainer(objective(), [autopilot(), noSnapshots()], changes)), {
    code: "training/diverged",
  });
});

test("Trainer.run() skips the batches of an alarm and trains on them in the next epoch", async () => {
  const seen: number[][] = [];
  const factor = (call: number) => ([12, 13].includes(call) ? 1e3 : 1);
  await using made = trainer(
    scaledLoss(factor),
    [
      watchdog(WATCH),
      autopilot({ margin: 1, clearAfter: 5 }),
      snapshots({ everySteps: 1, count: 9 }),
    ],
    { data: recorded(seen) },
  );
  const report = await made.run({ epochs: 3 });
  const [alarm] = report.alarms;
  // Steps 12 and 13, and one on each side; training goes back to before the first of them.
  assert.equal(alarm?.quarantined, 4);
  assert.equal(alarm?.backTo, 11);
  // 10 batches an epoch, less the 4.
  assert.deepEqual(
    report.epochs.map(({ step }) => step),
    [10, 16, 26],
  );
  // The first five of the second epoch are asked for once, the fifth ahead; then the five that follow those left out.
  const once = (batches: number[][]) => batches.flat().sort((a, b) => a - b);
  const all = Array.from({ length: 40 }, (_, example) => example);
  assert.deepEqual(once(seen.slice(10, 20)), all);
  assert.deepEqual(once(seen.slice(20, 30)), all);
});

test("Trainer.run() lowers the learning rates for a while when a rollback was not enough", async () => {
  const rates: [step: number, rate: number][] = [];
  const report = await run(
    trainer(faultAt([12, 13, 14, 15]), [
      watchdog(WATCH),
      autopilot({ ...BACK_ONLY, rateFactor: 0.5, rateSteps: 10, backSteps: 0 }),
      snapshots({ everySteps: 4 }),
      watching({
        onStep: ({ step, learningRate }) => void rates.push([step - 1, learningRate]),
      }),
    ]),
  );
  assert.deepEqual(
    report.alarms.map(({ tries, rateFactor, backTo }) => ({ tries, rateFactor, backTo })),
    [
      { tries: 1, rateFactor: 1, backTo: 12 },
      { tries: 2, rateFactor: 0.5, backTo: 12 },
    ],
  );
  // Ten steps from the first on that showed the alarm.
  assert.deepEqual(
    rates.filter(([, rate]) => rate !== 0.01),
    Array.from({ length: 10 }, (_, at) => [12 + at, 0.005]),
  );
});

test("Trainer.run() ends in an emergency, with earlier weights, after a bounded number of attempts", async () => {
  const always = scaledLoss((call) => (call >= 12 ? 1e3 : 1));
  const modules = [
    watchdog(WATCH),
    autopilot({ ...BACK_ONLY, tries: 2, backSteps: 0 }),
    snapshots({ everySteps: 4 }),
  ];
  await using made = trainer(always, modules);
  const report = await made.run({ epochs: 4 });
  assert.equal(report.endReason, "halted");
  assert.deepEqual(
    report.alarms.map(({ action, tries, backTo }) => ({ action, tries, backTo })),
    [
      { action: "went-back", tries: 1, backTo: 12 },
      { action: "went-back", tries: 2, backTo: 12 },
      { action: "gave-up", tries: 2, backTo: 12 },
    ],
  );
  assert.equal(report.steps, 12);
  assert.ok(report.incidents.some(({ kind }) => kind === "emergency/raised"));
  // Three alarms in a row, and nothing in between.
  const breaker = report.control.breakers.find(({ name }) => name === "training");
  assert.equal(breaker?.state, CircuitBreakerState[CircuitBreakerState.CIRCUIT_STATE_OPEN]);
  const twelve = new AbortController();
  const stop = watching({ onStep: ({ step }) => step === 12 && twelve.abort() });
  await using untouched = trainer(faultAt([]), [...modules, stop]);
  const { weightsHash } = await untouched.run({ epochs: 4, signal: twelve.signal });
  assert.equal(report.weightsHash, weightsHash);
});

test("Trainer.run() raises an emergency for an alarm, a higher one when it returns, and stands it down when it clears", async () => {
  const recorder = new SpanRecorder();
  const modules = [watchdog(WATCH), autopilot(BACK_ONLY), snapshots({ everySteps: 4 })];
  await run(trainer(faultAt([12, 13, 14, 15]), [...modules, memory(recorder)]));
  const levels = eventsOf(recorder, "tolaria.emergency").map(
    (attributes) => attributes["tolaria.emergency.level"],
  );
  assert.deepEqual(levels, ["EMERGENCY_LEVEL_MINOR", "EMERGENCY_LEVEL_SEVERE"]);
  assert.equal(eventsOf(recorder, "tolaria.emergency.stand_down").length, 1);
});

test("Trainer.run() counts attempts from zero once an incident is over", async () => {
  const hurt = await run(trainer(faultAt([12, 13, 30, 31])));
  assert.deepEqual(
    hurt.alarms.map(({ tries }) => tries),
    [1, 1],
  );
  assert.equal(hurt.endReason, "completed");
});

test("Trainer.run() records an alarm and continues when there is no state to restore", async () => {
  for (const modules of [
    [watchdog(WATCH), autopilot(BACK_ONLY), noSnapshots()],
    [watchdog(WATCH), noAutopilot(), snapshots({ everySteps: 4 })],
  ]) {
    const report = await run(trainer(faultAt([12, 13]), modules));
    assert.equal(report.endReason, "completed");
    assert.equal(report.steps, 40);
    assert.deepEqual(
      report.alarms.map(({ action }) => action),
      ["went-on"],
    );
    assert.match(
      report.incidents.find(({ kind }) => kind === "watchdog/loss-ratio")?.message ?? "",
      /: nothing was done/,
    );
  }
});

test("Trainer.run() raises no alarm when it has no watchdog", async () => {
  const report = await run(trainer(faultAt([12, 13]), [noWatchdog(), snapshots()]));
  assert.deepEqual(report.alarms, []);
});

test("Trainer.run() rolls back far enough when the watchdog sees steps late", async () => {
  const clean = await run(trainer(faultAt([])));
  const hurt = await run(
    trainer(faultAt([12, 13]), [lagging(3), autopilot(BACK_ONLY), snapshots({ everySteps: 4 })]),
  );
  const [alarm] = hurt.alarms;
  assert.equal(alarm?.step, 17);
  // Not to the state of step 16, which was taken when it had gone wrong already.
  assert.equal(alarm?.backTo, 12);
  assert.equal(hurt.weightsHash, clean.weightsHash);
});

test("Trainer.run() restores a checkpoint when no state in memory is old enough", async () => {
  const clean = await run(trainer(faultAt([])));
  const modules = [watchdog(WATCH), autopilot(BACK_ONLY), noSnapshots(), memoryCheckpoints()];
  const hurt = await run(trainer(faultAt([14, 15]), modules));
  assert.deepEqual(
    hurt.alarms.map(({ backTo, tier }) => ({ backTo, tier })),
    [{ backTo: 10, tier: "full" }],
  );
  assert.equal(hurt.weightsHash, clean.weightsHash);
});

test("Trainer.run() traces spike, rollback and first good step in one span", async () => {
  const recorder = new SpanRecorder();
  await run(
    trainer(faultAt([12, 13]), [
      watchdog(WATCH),
      autopilot(BACK_ONLY),
      snapshots({ everySteps: 4 }),
      memory(recorder),
    ]),
  );
  const named = (name: string) => recorder.spans.filter((span) => span.name === name);
  const [recovery] = named("tolaria.recovery");
  const [rollback] = named("tolaria.rollback");
  const [whole] = named("tolaria.run");
  assert.equal(recovery?.parentSpanId, whole?.spanId);
  assert.equal(rollback?.parentSpanId, recovery?.spanId);
  const events = recovery?.events.map(({ name }) => name);
  assert.deepEqual(events, [
    "tolaria.alarm",
    "tolaria.recovery.action",
    "tolaria.incident",
    "tolaria.recovery.first_good_step",
  ]);
  assert.equal(recovery?.attributes["tolaria.recovery.clear_step"], 18);
  const [, epoch] = named("tolaria.epoch");
  assert.ok(epoch?.events.some(({ name }) => name === "tolaria.alarm"));
});

test("Trainer.run() leaves no tensors when it rolls back", () =>
  leavesNoTensorsAfter(async () => {
    await run(trainer(faultAt([12, 13])));
  }));
