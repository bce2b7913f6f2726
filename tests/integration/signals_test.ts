import assert from "node:assert/strict";
import { test } from "node:test";
import {
  DeadlineFlag,
  type Emergencies,
  type RunObserver,
  type RunReport,
} from "../../core/mod.ts";
import { arrays, constant, joinRun, ManualClock, manualClock } from "../../modules/mod.ts";
import { EmergencyLevel, HealthStatus, TelemetryPacket } from "../../proto/mod.ts";
import { FakeLine, fakeSignals, participant } from "../_support/commands/fake_signals.ts";
import { hasSharedMemory } from "../_support/processes/shared_memory.ts";
import {
  gradientDescent,
  PARTS,
  scaledLoss,
  spiral,
  trainerOf,
  watching,
} from "../_support/training/training.ts";

const {
  EMERGENCY_LEVEL_MINOR,
  EMERGENCY_LEVEL_MAJOR,
  EMERGENCY_LEVEL_SEVERE,
  EMERGENCY_LEVEL_CRITICAL,
} = EmergencyLevel;

/** What a test does in a run: an observer, which may also have the run's emergencies. */
type Watcher = RunObserver | ((emergencies: Emergencies) => RunObserver);

/** A run of three epochs of five steps beside `line`, on a clock that stands still. */
async function runBeside(line: FakeLine | undefined, watcher: Watcher = {}): Promise<RunReport> {
  let observer: RunObserver = {};
  const trainer = trainerOf({
    modules: [
      gradientDescent(),
      constant(0.1),
      manualClock(new ManualClock()),
      fakeSignals(line),
      watching({ onStep: (report) => observer.onStep?.(report) }),
    ],
  });
  try {
    observer = typeof watcher === "function" ? watcher(await trainer.emergencies()) : watcher;
    return await trainer.run({ epochs: 3 });
  } finally {
    await trainer.dispose();
  }
}

const messages = ({ incidents }: RunReport) =>
  incidents.map(({ kind, message }) => `${kind}: ${message}`);
const from = (origin: string, level: EmergencyLevel, reason = "smoke") => ({
  level,
  reason,
  origin,
});

/** Calls `work` after the step of this number. */
const afterStep =
  (number: number, work: (emergencies: Emergencies) => void) =>
  (emergencies: Emergencies): RunObserver => ({
    onStep: ({ step }) => {
      if (step === number) work(emergencies);
    },
  });

test("Trainer.run() publishes the deadline of its restores", async () => {
  const line = new FakeLine();
  const flag = new DeadlineFlag(() => line.restoreMemory);
  const states: string[] = [];
  const report = await runBeside(
    line,
    afterStep(7, (emergencies) => {
      // It is taken again after the rollback.
      if (states.push(flag.read().state) > 1) return;
      emergencies.raise({ level: EMERGENCY_LEVEL_SEVERE, reason: "smoke", source: "operator" });
    }),
  );
  assert.equal(report.recovery.rollbacks.length, 1);
  const wallMs = new ManualClock().wallMs();
  assert.deepEqual(
    [...states, flag.read()],
    [
      "idle",
      "completed",
      { state: "completed", phase: 2, armedMs: wallMs, deadlineMs: wallMs + 100 },
    ],
  );
});

test("Trainer.run() halts before the next step when another process raises CRITICAL", async () => {
  const line = new FakeLine();
  const report = await runBeside(
    line,
    afterStep(7, () => line.put(from("operator", EMERGENCY_LEVEL_CRITICAL))),
  );
  assert.equal(report.endReason, "halted");
  assert.equal(report.steps, 7);
  assert.deepEqual(line.acknowledged, [1]);
  assert.ok(line.closed);
  assert.ok(
    messages(report).includes(
      "emergency/raised: EMERGENCY_LEVEL_CRITICAL was raised by operator: smoke",
    ),
  );
});

test("Trainer.run() continues when another process raises and stands down a lower level", async () => {
  const line = new FakeLine();
  const report = await runBeside(line, {
    onStep: ({ step }) => {
      if (step === 2) line.put(from("operator", EMERGENCY_LEVEL_MAJOR));
      if (step === 3) line.put(from("operator", 0, "it was nothing"));
    },
  });
  assert.equal(report.endReason, "completed");
  assert.equal(report.control.modeChanges[0]?.cause, "emergency");
  assert.deepEqual(
    messages(report).filter((message) => message.startsWith("emergency")),
    [
      "emergency/raised: EMERGENCY_LEVEL_MAJOR was raised by operator: smoke",
      "emergency/stood-down: EMERGENCY_LEVEL_MAJOR was stood down by operator: it was nothing",
    ],
  );
  // Both were heard, and neither was sent back.
  assert.deepEqual(line.acknowledged, [1, 2]);
  assert.equal(line.written.length, 2);
});

test("Trainer.run() escalates without a rollback when a participant does not acknowledge in time", async () => {
  const line = new FakeLine();
  line.others = [participant({ name: "deaf" })];
  const report = await runBeside(line, {
    onStep: ({ step }) => {
      if (step === 2) line.put(from("operator", EMERGENCY_LEVEL_MINOR));
      // MINOR has 5,000 ms.
      if (step === 4) line.nowMs += 4_999;
      if (step === 6) line.nowMs += 1;
    },
  });
  assert.equal(report.endReason, "completed");
  const [, missed, raised] = messages(report);
  const fault = '"deaf" (process 7) did not acknowledge it within 5000 ms';
  assert.equal(missed, `emergency/missed: EMERGENCY_LEVEL_MINOR: ${fault}`);
  assert.match(
    raised as string,
    /^emergency\/raised: EMERGENCY_LEVEL_MAJOR was raised by the protocol: MINOR \(smoke\) escalated: /,
  );
  assert.equal(report.control.modeChanges[0]?.cause, "emergency");
  // The run tells the others of the level that it has raised itself.
  assert.equal(line.written.at(-1)?.level, EMERGENCY_LEVEL_MAJOR);
});

for (const [whom, changes] of [
  ["has acknowledged", { acknowledged: 1 }],
  ["is dead", { alive: false }],
  ["says that it does not look for longer", { pollEveryMs: 60_000 }],
] as const) {
  test(`Trainer.run() does not escalate when the participant ${whom}`, async () => {
    const line = new FakeLine();
    line.others = [participant(changes)];
    const report = await runBeside(line, {
      onStep: ({ step }) => {
        if (step === 2) line.put(from("operator", EMERGENCY_LEVEL_MINOR));
        if (step === 4) line.nowMs += 10_000;
      },
    });
    assert.deepEqual(messages(report), [
      "emergency/raised: EMERGENCY_LEVEL_MINOR was raised by operator: smoke",
    ]);
  });
}

test("Trainer.run() raises CRITICAL when it cannot publish an emergency", async () => {
  const line = new FakeLine();
  line.fault = new Error("the segment is gone");
  const report = await runBeside(
    line,
    afterStep(2, (emergencies) =>
      emergencies.raise({ level: EMERGENCY_LEVEL_MINOR, reason: "slow", source: "boundary" }),
    ),
  );
  assert.equal(report.endReason, "halted");
  assert.equal(report.steps, 2);
  assert.ok(
    messages(report).includes(
      'emergency/raised: EMERGENCY_LEVEL_CRITICAL was raised by the protocol: MINOR (slow): channel "fake" could not broadcast it: the segment is gone',
    ),
  );
});

test("Trainer.run() interrupts a validation when CRITICAL is raised in it", async () => {
  const line = new FakeLine();
  let calls = 0;
  const trainer = trainerOf({
    data: arrays({ ...spiral(20), validation: 0.2 }),
    modules: [
      gradientDescent(),
      constant(0.1),
      fakeSignals(line),
      scaledLoss((call) => {
        calls += 1;
        // Four steps of four examples, and then the first of four examples to validate on.
        if (call === 4) line.put(from("operator", EMERGENCY_LEVEL_CRITICAL));
        return 1;
      }),
    ],
    validationBatchSize: 1,
  });
  const report = await trainer.run({ epochs: 3 });
  assert.equal(report.endReason, "halted");
  assert.equal(report.steps, 4);
  assert.equal(report.epochs.length, 0);
  assert.equal(calls, 4 * PARTS + 1);
  const emergencies = await trainer.emergencies();
  emergencies.standDown({ reason: "it is out", by: "operator" });
  assert.equal((await trainer.run({ epochs: 1 })).endReason, "completed");
  await trainer.dispose();
});

test("Trainer.run() rejects while CRITICAL is in force, until it is stood down", async () => {
  const trainer = trainerOf();
  const emergencies = await trainer.emergencies();
  emergencies.raise({ level: EMERGENCY_LEVEL_CRITICAL, reason: "fire", source: "operator" });
  await assert.rejects(trainer.run({ epochs: 1 }), {
    code: "emergency/in-force",
    message: "An emergency of level CRITICAL is in force (fire): stand it down first. Cannot run.",
  });
  emergencies.standDown({ reason: "it is out", by: "operator" });
  assert.equal((await trainer.run({ epochs: 1 })).endReason, "completed");
  await trainer.dispose();
});

test("Trainer.run() makes its state durable after the last step and before it reports the halt", async () => {
  const done: string[] = [];
  const report = await runBeside(
    new FakeLine(),
    afterStep(2, (emergencies) => {
      emergencies.provide("make-durable", async () => void done.push("durable"));
      emergencies.subscribe({ onAction: (_, { action }) => done.push(action) });
      emergencies.raise({ level: EMERGENCY_LEVEL_CRITICAL, reason: "fire", source: "operator" });
    }),
  );
  assert.equal(report.endReason, "halted");
  assert.deepEqual(done, ["conserve", "freeze", "durable", "make-durable", "halt"]);
});

test("Trainer.run() continues with an incident when its channel cannot be opened", async () => {
  const report = await runBeside(undefined);
  assert.equal(report.endReason, "completed");
  assert.deepEqual(messages(report), [
    "signal/degraded: the signal channel cannot be opened: the memory is full: the run goes on, and no other process can reach it",
  ]);
});

test("Trainer.run() publishes its status", async () => {
  const line = new FakeLine();
  const { plan } = await runBeside(line);
  const status = TelemetryPacket.decode(line.statuses.at(-1) as Uint8Array);
  assert.equal(status.packetId, plan.runId);
  assert.equal(status.systemHealth?.status, HealthStatus.HEALTH_STATUS_HEALTHY);
  assert.equal(status.systemHealth?.indicators?.["tolaria.status.mode"], "normal");
  const value = (name: string) => status.metrics.find((metric) => metric.name === name)?.value;
  assert.equal(value("tolaria.status.step"), 15);
  assert.equal(value("tolaria.status.total_steps"), 15);
  assert.equal(value("tolaria.status.learning_rate"), 0.1);
  assert.ok((value("tolaria.status.loss") as number) > 0);
});

test("joinRun() raises an emergency in a run that another handle opened", {
  skip: hasSharedMemory(),
}, async () => {
  const trainer = trainerOf({
    modules: [
      gradientDescent(),
      constant(0.1),
      watching({
        onRunStart: ({ runId }) => {
          const guest = joinRun(runId);
          guest.write(from("operator", EMERGENCY_LEVEL_CRITICAL));
          guest.close();
        },
      }),
    ],
  });
  const report = await trainer.run({ epochs: 3 });
  assert.equal(report.endReason, "halted");
  assert.equal(report.steps, 0);
  await trainer.dispose();
});
