import assert from "node:assert/strict";
import { test } from "node:test";
import { RUN_OBSERVER, type RunControls, type RunObserver, SignedGate } from "../../core/mod.ts";
import { ContainerModule } from "../../deps.ts";
import { ManualClock, manualClock, signCommand, snapshots } from "../../modules/mod.ts";
import { CommandType, LEYLINE_VERSION, toTimestamp } from "../../proto/mod.ts";
import type { CommandFields } from "../../testing/_support/commands.ts";
import { waitUntil } from "../../testing/_support/wait_until.ts";
import { eventsOf, smallTrainer } from "./_small_run.ts";

const NOW_MS = 1_700_000_000_000;
const KEY = "a key of these tests, 32 bytes long";

/** Controls of a run, and a gate of their own. */
class Operator implements RunObserver {
  readonly #gate: SignedGate;
  #controls: RunControls | undefined;
  readonly #atStep: Readonly<Record<number, (operator: Operator) => void>>;
  /** Last step that was taken. */
  step = 0;

  constructor(clock: ManualClock, atStep: Readonly<Record<number, (operator: Operator) => void>>) {
    this.#gate = new SignedGate({ key: KEY, audience: "page" }, clock, NOW_MS);
    this.#atStep = atStep;
  }

  onRunStart(_: unknown, controls?: RunControls): void {
    this.#controls = controls;
  }

  onStep({ step }: { readonly step: number }): void {
    this.step = step;
    this.#atStep[step]?.(this);
  }

  send(fields: CommandFields): void {
    const command = {
      version: LEYLINE_VERSION,
      commandId: "c1",
      issuedBy: "page",
      issuedAt: toTimestamp(NOW_MS),
      ...fields,
    };
    const envelope = signCommand(command, KEY, "page", crypto.randomUUID());
    assert.equal(this.#controls?.submit(envelope, this.#gate), command.commandId);
  }

  pause(annotations: Record<string, string> = {}): void {
    this.send({ commandType: CommandType.COMMAND_PAUSE, annotations });
  }

  refuse(reason: string, count: number): void {
    this.#controls?.refuse(reason, count);
  }
}

/** A run of three epochs whose operator acts after some steps. */
function trainerWith(atStep: Readonly<Record<number, (operator: Operator) => void>>) {
  const clock = new ManualClock(NOW_MS);
  const operator = new Operator(clock, atStep);
  const observing = new ContainerModule(({ bind }) => {
    bind(RUN_OBSERVER).toConstantValue(operator);
  });
  const modules = [manualClock(clock), snapshots({ everySteps: 1 }), observing];
  return { ...smallTrainer({ modules }), operator };
}

test("RunControls.submit() pauses before the next step and resumes, without a gate of the run", async () => {
  const { trainer, recorder, operator } = trainerWith({ 1: (it) => it.pause() });
  const running = trainer.run({ epochs: 2 });
  const paused = () => eventsOf(recorder, "tolaria.pause");
  await waitUntil("it has paused", () => operator.step === 1);
  operator.pause({ resume: "true" });
  const report = await running;
  assert.equal(report.endReason, "completed");
  assert.deepEqual(paused(), [{ "tolaria.pause.paused": true }, { "tolaria.pause.paused": false }]);
  assert.equal(report.control.commands.committed, 2);
  await trainer.dispose();
});

test("RunControls.submit() stops a run after its step, as an interruption", async () => {
  const { trainer } = trainerWith({ 1: (it) => it.pause({ stop: "true" }) });
  const report = await trainer.run({ epochs: 2 });
  assert.deepEqual([report.endReason, report.steps], ["interrupted", 1]);
  await trainer.dispose();
});

test("RunControls.submit() raises an emergency and stands it down between steps", async () => {
  const emergency = (annotations: Record<string, string>) => ({
    commandType: CommandType.COMMAND_EMERGENCY,
    annotations: { ...annotations, reason: "smoke" },
  });
  const { trainer, recorder } = trainerWith({
    1: (it) => it.send(emergency({ level: "1" })),
    2: (it) => it.send(emergency({ stand_down: "true" })),
  });
  const report = await trainer.run({ epochs: 2 });
  assert.equal(report.endReason, "completed");
  const [raised] = eventsOf(recorder, "tolaria.emergency");
  assert.equal(raised?.["tolaria.emergency.level"], "EMERGENCY_LEVEL_MINOR");
  const [down] = eventsOf(recorder, "tolaria.emergency.stand_down");
  assert.equal(down?.["tolaria.emergency.reason"], "page: smoke");
  assert.equal((await trainer.emergencies()).current, undefined);
  await trainer.dispose();
});

test("RunControls.submit() takes training back before the next step", async () => {
  let sent = false;
  const { trainer } = trainerWith({
    3: (it) => {
      if (sent) return;
      sent = true;
      it.send({
        commandType: CommandType.COMMAND_ROLLBACK,
        rollbackPayload: { fields: { steps_back: { numberValue: 2 } } },
      });
    },
  });
  const report = await trainer.run({ epochs: 3 });
  const [rollback] = report.recovery.rollbacks;
  assert.deepEqual([rollback?.fromStep, rollback?.step], [3, 1]);
  await trainer.dispose();
});

test("RunControls.submit() takes training back as often as an operator asks, which counts as no try of the autopilot", async () => {
  let sent = 0;
  const { trainer } = trainerWith({
    3: (it) => {
      if (sent === 6) return;
      sent += 1;
      it.send({
        commandType: CommandType.COMMAND_ROLLBACK,
        commandId: `c${sent}`,
        rollbackPayload: { fields: { steps_back: { numberValue: 1 } } },
      });
    },
  });
  const report = await trainer.run({ epochs: 3 });
  assert.equal(report.endReason, "completed");
  // The fourth in a row would have ended a run whose controller asks.
  assert.deepEqual(
    report.alarms.map(({ action, tries }) => [action, tries]),
    Array.from({ length: 6 }, () => ["went-back", 0]),
  );
  await trainer.dispose();
});

test("RunControls.refuse() counts what was refused before a gate, and says why", async () => {
  const { trainer } = trainerWith({ 1: (it) => it.refuse("no valid token", 7) });
  const report = await trainer.run({ epochs: 1 });
  assert.equal(report.control.refusedEnvelopes, 7);
  const incident = report.incidents.find(({ kind }) => kind === "command/not-admitted");
  assert.equal(incident?.message, "7 from outside, the last: no valid token");
  await trainer.dispose();
});
