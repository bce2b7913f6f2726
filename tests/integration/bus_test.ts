import assert from "node:assert/strict";
import { test } from "node:test";
import { EmergencyBroadcast } from "../../core/bus/emergency_broadcast.ts";
import { BUS, Emergencies, type RunReport } from "../../core/mod.ts";
import { inProcessBus, ManualClock, type SpanRecorder, systemClock } from "../../modules/mod.ts";
import { EmergencyLevel, type EventEnvelope } from "../../proto/mod.ts";
import { messageOf, NOTHING } from "../../testing/_support/messages.ts";
import { resolveProvider } from "../../testing/_support/resolve_provider.ts";
import { watching } from "../_support/training/training.ts";
import { eventsOf, smallTrainer } from "./_small_run.ts";

const TRACEPARENT = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;

/** Another host on the same bus. */
interface Other {
  readonly emergencies: Emergencies;
  /** Word that came from the run. */
  readonly heard: EventEnvelope[];
  publish: (envelope: ReturnType<typeof messageOf>) => void;
  flush(): Promise<void>;
}

/** Trains beside another host, with which `act` does something after each step. */
async function trainBeside(
  act: (step: number, other: Other, run: Emergencies) => void,
): Promise<{ report: RunReport; recorder: SpanRecorder; other: Other }> {
  const name = crypto.randomUUID();
  const bus = await resolveProvider(BUS, inProcessBus({ name }), systemClock());
  await bus.start();
  const emergencies = new Emergencies(new ManualClock());
  const broadcast = new EmergencyBroadcast({ bus, emergencies, clock: new ManualClock() });
  const heard: EventEnvelope[] = [];
  bus.subscribe("emergency", (envelope) => heard.push(envelope));
  const other: Other = {
    emergencies,
    heard,
    publish: (envelope) => bus.publish(envelope),
    flush: () => bus.flush(),
  };
  let own: Emergencies | undefined;
  const { trainer, recorder } = smallTrainer({
    modules: [
      inProcessBus({ name }),
      watching({ onStep: ({ step }) => act(step, other, own as Emergencies) }),
    ],
  });
  own = await trainer.emergencies();
  try {
    return { report: await trainer.run({ epochs: 4 }), recorder, other };
  } finally {
    broadcast.dispose();
    await trainer.dispose();
    await bus.dispose();
  }
}

test("Trainer.run() halts and names the origin when another host raises an emergency", async () => {
  const { report, recorder } = await trainBeside((step, other) => {
    if (step !== 5) return;
    other.emergencies.raise({
      level: EmergencyLevel.EMERGENCY_LEVEL_CRITICAL,
      reason: "disk full",
      source: "operator",
    });
    void other.flush();
  });
  assert.equal(report.endReason, "halted");
  assert.equal(report.steps, 5);
  const [incident] = report.incidents;
  assert.equal(incident?.kind, "emergency/raised");
  assert.match(incident?.message ?? "", /CRITICAL was raised by \S+\/\d+\/\w+: disk full$/);
  const [word] = eventsOf(recorder, "tolaria.bus.word");
  assert.equal(word?.["tolaria.bus.event_type"], "tolaria.emergency.raised");
  assert.equal(word?.["tolaria.emergency.level"], "EMERGENCY_LEVEL_CRITICAL");
  assert.equal(word?.["tolaria.emergency.reason"], "disk full");
  assert.deepEqual(report.control.bus, { ...NOTHING, received: 1 });
});

test("Trainer.run() publishes its emergencies with the context of its trace", async () => {
  let raised = false;
  const { report, recorder, other } = await trainBeside((step, _, run) => {
    // The run goes back, and comes to its second step again.
    if (step !== 2 || raised) return;
    raised = true;
    const reason = "loss spike";
    run.raise({ level: EmergencyLevel.EMERGENCY_LEVEL_SEVERE, reason, source: "watchdog" });
  });
  assert.equal(report.endReason, "completed");
  // The run may stand it down itself once it has rolled back; that is word, too.
  assert.equal(other.heard[0]?.eventType, "tolaria.emergency.raised");
  const [run] = recorder.named("tolaria.run");
  const [envelope] = other.heard;
  assert.equal(envelope?.correlationId, `00-${run?.traceId}-${run?.spanId}-01`);
  assert.deepEqual(envelope?.routingKeys, [report.plan.runId]);
  const sent = other.heard.length;
  assert.deepEqual(report.control.bus, { ...NOTHING, published: sent, delivered: sent });
});

test("Trainer.run() records once that a bus message is no emergency, and continues", async () => {
  const { report, recorder } = await trainBeside((step, other) => {
    if (step > 3) return;
    const fields = { eventType: "tolaria.emergency.raised", correlationId: TRACEPARENT };
    other.publish(messageOf("x", "critical", fields));
    void other.flush();
  });
  assert.equal(report.endReason, "completed");
  assert.deepEqual(
    report.incidents.map(({ kind }) => kind),
    ["bus/refused"],
  );
  assert.equal(eventsOf(recorder, "tolaria.bus").length, 3);
});
