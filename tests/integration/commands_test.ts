import assert from "node:assert/strict";
import { test } from "node:test";
import { COMMAND_HANDLER, RUN_OBSERVER, type RunObserver } from "../../core/mod.ts";
import { ContainerModule } from "../../deps.ts";
import {
  ManualClock,
  makeHeuristic,
  manualClock,
  signCommand,
  signedCommands,
  type TamiyoPolicy,
  tamiyoInProcess,
} from "../../modules/mod.ts";
import { CircuitBreakerState, CommandType, LEYLINE_VERSION, toTimestamp } from "../../proto/mod.ts";
import {
  type CommandFields,
  type RecordingHandler,
  recordingHandler,
} from "../../testing/_support/commands.ts";
import { waitUntil } from "../../testing/_support/wait_until.ts";
import { eventsOf, smallRun, smallTrainer } from "./_small_run.ts";

// Every run here is on a clock that stands still: no boundary is over its time, so each carries out what waits for it.
const NOW_MS = 1_700_000_000_000;
const onStillClock = () => manualClock(new ManualClock(NOW_MS));
const gated = () => [onStillClock(), signedCommands({ key: KEY, audience: "tests" })];

const KEY = "a key of the tests, 32 bytes long";

function signed(fields: CommandFields): Uint8Array {
  const command = {
    version: LEYLINE_VERSION,
    commandId: "c1",
    issuedBy: "operator",
    issuedAt: toTimestamp(NOW_MS),
    ...fields,
  };
  return signCommand(command, KEY, "tests", crypto.randomUUID());
}

const pause = (annotations: Record<string, string> = {}) =>
  signed({ commandType: CommandType.COMMAND_PAUSE, annotations });

function watching(observer: RunObserver): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(RUN_OBSERVER).toConstantValue(observer);
  });
}

function handling(handler: RecordingHandler): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(COMMAND_HANDLER).toConstantValue(handler);
  });
}

/** Runs some epochs with commands that were submitted before the first. */
async function runWith(epochs: number, envelopes: readonly Uint8Array[]) {
  const { trainer, recorder } = smallTrainer({ modules: gated() });
  try {
    for (const envelope of envelopes) await trainer.submitCommand(envelope);
    return { report: await trainer.run({ epochs }), recorder };
  } finally {
    await trainer.dispose();
  }
}

test("Trainer.submitCommand() pauses a run between two epochs until another command resumes it", async () => {
  let boundaries = 0;
  const counting = watching({
    onBoundary: () => {
      boundaries += 1;
    },
  });
  const { trainer, recorder } = smallTrainer({ modules: [...gated(), counting] });
  assert.equal(await trainer.submitCommand(pause()), "c1");
  const running = trainer.run({ epochs: 3 });
  await waitUntil("it has paused", () => boundaries === 1);
  assert.equal(boundaries, 1);
  await trainer.submitCommand(pause({ resume: "true" }));
  const report = await running;
  assert.equal(report.endReason, "completed");
  assert.equal(boundaries, 3);
  assert.equal(report.control.commands.committed, 2);
  const events = eventsOf(recorder, "tolaria.command");
  assert.deepEqual(events[0], {
    "tolaria.command.id": "c1",
    "tolaria.command.type": "COMMAND_PAUSE",
    "tolaria.command.source": "outside",
    "tolaria.command.status": "committed",
    "tolaria.command.reason": "",
  });
  await trainer.dispose();
});

test("Trainer.submitCommand() does not pause a run that has no epoch left", async () => {
  const { report } = await runWith(1, [pause()]);
  assert.equal(report.endReason, "completed");
});

test("Trainer.submitCommand() pauses for a time, and an aborted run ends at once", async () => {
  const abort = new AbortController();
  const { trainer } = smallTrainer({
    modules: [...gated(), watching({ onBoundary: () => void setTimeout(() => abort.abort(), 1) })],
  });
  await trainer.submitCommand(pause({ duration_ms: "600000" }));
  const report = await trainer.run({ epochs: 3, signal: abort.signal });
  assert.equal(report.endReason, "interrupted");
  assert.equal(report.epochs.length, 1);
  await trainer.dispose();
});

test("Trainer.submitCommand() opens a circuit breaker, which degrades the run", async () => {
  const { report, recorder } = await runWith(2, [
    signed({
      commandType: CommandType.COMMAND_CIRCUIT_BREAKER,
      circuitBreaker: {
        desiredState: CircuitBreakerState.CIRCUIT_STATE_OPEN,
        rationale: "maintenance",
      },
      annotations: { breaker: "kasmina" },
    }),
  ]);
  const breaker = report.control.breakers.find(({ name }) => name === "kasmina");
  assert.equal(breaker?.state, "CIRCUIT_STATE_OPEN");
  assert.equal(
    report.control.modeChanges[0]?.reason,
    'circuit breaker "kasmina" opened: operator asked for it: maintenance',
  );
  const [emergency] = eventsOf(recorder, "tolaria.emergency");
  assert.equal(emergency?.["tolaria.emergency.level"], "EMERGENCY_LEVEL_MINOR");
  assert.equal(emergency?.["tolaria.emergency.source"], "breaker");
});

test("Trainer.submitCommand() halts a run after the boundary when it raises level 4", async () => {
  const level = "EMERGENCY_LEVEL_CRITICAL";
  const { report } = await runWith(5, [
    signed({
      commandType: CommandType.COMMAND_EMERGENCY,
      annotations: { level, reason: "smoke" },
    }),
  ]);
  assert.equal(report.endReason, "halted");
  assert.equal(report.epochs.length, 1);
  assert.equal(report.control.modeChanges[0]?.cause, "emergency");
  const incident = report.incidents.find(({ kind }) => kind === "emergency/raised");
  assert.equal(incident?.message, `${level} was raised by operator: smoke`);
});

test("Trainer.submitCommand() degrades a run at level 2 and only records level 1", async () => {
  for (const [level, mode] of [
    ["1", "normal"],
    ["2", "conservative"],
  ] as const) {
    const { report } = await runWith(1, [
      signed({ commandType: CommandType.COMMAND_EMERGENCY, annotations: { level } }),
    ]);
    assert.equal(report.endReason, "completed");
    const emergency = report.control.modeChanges.some(({ cause }) => cause === "emergency");
    assert.equal(emergency, mode === "conservative");
  }
});

test("Trainer.submitCommand() refuses a command without a handler, with an event and an incident", async () => {
  const { report, recorder } = await runWith(1, [
    signed({ commandType: CommandType.COMMAND_STRUCTURAL_PRUNING }),
  ]);
  const reason = "nothing here carries out COMMAND_STRUCTURAL_PRUNING";
  assert.equal(report.control.commands.refused, 1);
  const [event] = eventsOf(recorder, "tolaria.command");
  assert.deepEqual(
    [event?.["tolaria.command.status"], event?.["tolaria.command.reason"]],
    ["refused", reason],
  );
  const incident = report.incidents.find(({ kind }) => kind === "command/refused");
  assert.equal(incident?.message, `COMMAND_STRUCTURAL_PRUNING "c1" was refused: ${reason}`);
});

test("Trainer.submitCommand() counts and reports commands that the gate refuses", async () => {
  const { trainer } = smallTrainer({ modules: gated() });
  const replayed = pause({ duration_ms: "0" });
  await trainer.submitCommand(replayed);
  await assert.rejects(trainer.submitCommand(replayed), /nonce was used before/);
  await assert.rejects(trainer.submitCommand(new Uint8Array([255])), { code: "leyline/malformed" });
  const report = await trainer.run({ epochs: 1 });
  assert.equal(report.control.refusedEnvelopes, 2);
  const incident = report.incidents.find(({ kind }) => kind === "command/not-admitted");
  assert.match(incident?.message ?? "", /^2 from outside, the last: .* Cannot read BusEnvelope/);
  await trainer.dispose();
});

test("Trainer.submitCommand() accepts nothing when no key is configured", async () => {
  const { trainer } = smallTrainer({});
  await assert.rejects(trainer.submitCommand(pause()), /add signedCommands\(\{ key \}\)/);
  await trainer.dispose();
  await assert.rejects(trainer.submitCommand(pause()), { code: "trainer/disposed" });
});

test("makeHeuristic() has the learning rate lowered on a plateau, by whichever handler carries it out", async () => {
  const handler = recordingHandler({
    type: CommandType.COMMAND_OPTIMIZER,
    prepares: "between boundaries",
  });
  const policy = makeHeuristic({ patience: 2, minImprovement: 0.9 });
  const { report } = await smallRun(4, {
    modules: [onStillClock(), tamiyoInProcess({ policy }), handling(handler)],
  });
  // Best in epoch 1; a plateau after epoch 3, whose boundary brings the command; committed in the next.
  const id = `${report.plan.runId}/3/command`;
  assert.deepEqual(handler.log, [`prepare ${id}`, `commit ${id}`]);
  assert.equal(report.control.commands.committed, 1);
});

test("Trainer.run() aborts a command that is still prepared when it ends, without side effects", async () => {
  const handler = recordingHandler({
    type: CommandType.COMMAND_OPTIMIZER,
    prepares: "between boundaries",
  });
  const policy = makeHeuristic({ patience: 2, minImprovement: 0.9 });
  const { report } = await smallRun(3, {
    modules: [onStillClock(), tamiyoInProcess({ policy }), handling(handler)],
  });
  const id = `${report.plan.runId}/3/command`;
  assert.deepEqual(handler.log, [`prepare ${id}`, `abort ${id}`]);
  assert.equal(report.control.commands.aborted, 1);
});

test("Trainer.run() counts a command as aborted, without an incident, when it ends first", async () => {
  const policy: TamiyoPolicy = {
    name: "late",
    decide: ({ currentEpoch }) =>
      currentEpoch === 2 ? { commandType: CommandType.COMMAND_OPTIMIZER } : undefined,
  };
  const { report } = await smallRun(2, { modules: [onStillClock(), tamiyoInProcess({ policy })] });
  assert.equal(report.control.commands.aborted, 1);
  assert.deepEqual(report.incidents, []);
});

test("Trainer.submitCommand() counts a mistyped group as refused, and opens no breaker for it", async () => {
  const mistyped = () =>
    signed({
      commandType: CommandType.COMMAND_OPTIMIZER,
      annotations: { group: "hots" },
      optimizerAdjustment: { hyperparameters: { learning_rate_scale: 0.5 } },
    });
  const good = signed({
    commandType: CommandType.COMMAND_OPTIMIZER,
    optimizerAdjustment: { hyperparameters: { learning_rate_scale: 0.5 } },
  });
  const { report } = await runWith(3, [mistyped(), mistyped(), mistyped(), mistyped(), good]);
  const { refused, failed, committed } = report.control.commands;
  assert.deepEqual({ refused, failed, committed }, { refused: 4, failed: 0, committed: 1 });
});
