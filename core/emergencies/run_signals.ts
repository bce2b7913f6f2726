import { EmergencyLevel, type TelemetryEvent } from "../../proto/mod.ts";
import { messageOf } from "../errors/mod.ts";
import type { RunEventEmitter } from "../events/run_event_stream.ts";
import type { RunPart, TakenStep } from "../events/run_part.ts";
import type { ActionOutcome, Emergency, EmergencySource } from "../ports/emergency.ts";
import { originOf } from "../ports/emergency.ts";
import type { Participant, RunSignal, SignalChannel, SignalLine } from "../ports/signal_channel.ts";
import type { DeadlineFlag } from "../recovery/deadline_flag.ts";
import type { Emergencies } from "./emergencies.ts";
import { EMERGENCY_PROTOCOL } from "./protocol.ts";
import { actionEvent, encodeStatus, type LastStep, type StatusParts } from "./run_status.ts";

/** What the signals of a run work with. */
export interface RunSignalParts extends StatusParts {
  readonly emergencies: Emergencies;
  readonly signals: SignalChannel;
  readonly events: RunEventEmitter;
  /** The deadline of its restores, which others are to see. */
  readonly flag: DeadlineFlag;
}

/** How often the run shows that it lives and how it goes, ms. */
const HEARTBEAT_MS = 100;

/** Heartbeats between two checks for participants that have died. */
const HEARTBEATS_PER_ROUND = 20;

/** Events that a status has room for. */
const EVENTS = 32;

/** An emergency that the participants are to acknowledge. */
interface Awaited {
  readonly emergency: Emergency;
  readonly number: number;
  /** On the line's clock. */
  readonly sinceMs: number;
}

/** Connects a run to its other processes: receives and sends signals, and waits for acknowledgements. */
export class RunSignals implements RunPart {
  readonly name = "signals";
  readonly #parts: RunSignalParts;
  readonly #line: SignalLine | undefined;
  readonly #stop: readonly (() => void)[];
  #own = 0;
  #receiving = false;
  #awaited: Awaited | undefined;
  #last: LastStep | undefined;
  #events: readonly TelemetryEvent[] = [];
  #longestStepMs = 0;
  #heartbeats = 0;
  #statusFailed = false;

  constructor(parts: RunSignalParts) {
    this.#parts = parts;
    this.#line = this.#open();
    const line = this.#line;
    if (line) parts.flag.moveTo(() => line.restoreMemory);
    const heartbeat = setInterval(() => this.#heartbeat(), HEARTBEAT_MS);
    heartbeat.unref();
    this.#stop = [
      () => clearInterval(heartbeat),
      parts.emergencies.subscribe({
        onAction: (emergency, outcome) => this.#noteAction(emergency, outcome),
      }),
      parts.emergencies.addChannel({
        name: parts.signals.name,
        scope: "local",
        raised: (emergency) => this.#send(emergency),
        stoodDown: ({ reason, by }) => this.#standDown(reason, by),
      }),
    ];
  }

  /** Polls for signals of other processes: one atomic load if there are none. */
  beforeStep(): void {
    const line = this.#line;
    if (!line) return;
    if (line.changed) this.#onMessage(line);
    if (this.#awaited) this.#checkAcknowledgements(line, this.#awaited);
  }

  betweenSteps(step: TakenStep): void {
    const last = { loss: step.metrics[0] as number, stepMs: step.stepMs };
    this.#last = last;
    if (last.stepMs > this.#longestStepMs) this.#longestStepMs = last.stepMs;
  }

  /** Leaves the channel. */
  finish(): void {
    this.beforeStep();
    for (const stop of this.#stop) stop();
    this.#publish();
    this.#line?.close();
  }

  /** Keeps what was done lately, for those who look on. */
  #noteAction(emergency: Emergency, outcome: ActionOutcome): void {
    const event = actionEvent(emergency, outcome);
    this.#events = [...this.#events, event].slice(-EVENTS);
  }

  #open(): SignalLine | undefined {
    const { events, runId, signals } = this.#parts;
    try {
      return signals.open(runId);
    } catch (error) {
      const message = `the signal channel cannot be opened: ${messageOf(error)}: the run goes on, and no other process can reach it`;
      events.emit("signal/degraded", { message });
      return undefined;
    }
  }

  #onMessage(line: SignalLine): void {
    const signal = line.read();
    line.acknowledge(signal.number);
    // What a writer that died left behind has no number, and what this process wrote is known.
    if (signal.number === 0 || signal.number === this.#own) return;
    this.#receiving = true;
    try {
      if (signal.level === EmergencyLevel.EMERGENCY_LEVEL_UNSPECIFIED)
        this.#receiveStandDown(signal);
      else this.#receiveRaise(line, signal);
    } finally {
      this.#receiving = false;
    }
  }

  #receiveStandDown({ reason, origin }: RunSignal): void {
    this.#awaited = undefined;
    const by = sourceOf(origin);
    const text = by === "operator" ? reason : `${origin}: ${reason}`;
    this.#parts.emergencies.standDown({ reason: text, by });
  }

  #receiveRaise(line: SignalLine, signal: RunSignal): void {
    const { level, reason, origin, rehearsal, number, monotonicMs } = signal;
    const heardAfterMs = line.monotonicMs() - monotonicMs;
    const emergency = this.#parts.emergencies.raise({
      level,
      reason,
      source: sourceOf(origin),
      by: origin,
      rehearsal,
      heardAfterMs,
    });
    this.#awaited = { emergency, number, sinceMs: monotonicMs };
  }

  #send(emergency: Emergency): void {
    const line = this.#line;
    if (!line || this.#receiving) return;
    const { level, reason, rehearsal } = emergency;
    const number = line.write({ level, reason, origin: originOf(emergency), rehearsal });
    if (number === undefined) return;
    this.#own = number;
    this.#awaited = { emergency, number, sinceMs: line.monotonicMs() };
  }

  #standDown(reason: string, by: string): void {
    if (!this.#line || this.#receiving) return;
    this.#awaited = undefined;
    this.#own = this.#line.standDown(reason, `the ${by}`) ?? this.#own;
  }

  #heartbeat(): void {
    const line = this.#line;
    if (!line) return;
    line.heartbeat(this.#longestStepMs);
    this.beforeStep();
    this.#heartbeats += 1;
    if (this.#heartbeats % HEARTBEATS_PER_ROUND === 0) this.#removeDead(line);
    this.#publish();
  }

  #publish(): void {
    try {
      this.#line?.writeStatus(encodeStatus(this.#parts, this.#last, this.#events));
    } catch (error) {
      if (this.#statusFailed) return;
      this.#statusFailed = true;
      const message = `the status cannot be published: ${messageOf(error)}`;
      this.#parts.events.emit("signal/status", { message });
    }
  }

  #removeDead(line: SignalLine): void {
    for (const { name, pid } of line.removeDead()) {
      this.#parts.events.emit("participant/lost", { name, pid });
    }
  }

  #checkAcknowledgements(line: SignalLine, { emergency, number, sinceMs }: Awaited): void {
    const { deadlineMs } = EMERGENCY_PROTOCOL[emergency.level];
    const waitedMs = line.monotonicMs() - sinceMs;
    if (waitedMs < deadlineMs) return;
    const silent = line.participants().filter((it) => it.alive && it.acknowledged < number);
    const late = silent.filter(({ pollEveryMs }) => waitedMs >= Math.max(deadlineMs, pollEveryMs));
    if (late.length < silent.length) return;
    this.#awaited = undefined;
    if (late.length > 0) this.#escalate(emergency, late, waitedMs);
  }

  #escalate(emergency: Emergency, late: readonly Participant[], waitedMs: number): void {
    const names = late.map(({ name, pid }) => `"${name}" (process ${pid})`).join(", ");
    const fault = `${names} did not acknowledge it within ${waitedMs.toFixed(0)} ms`;
    this.#parts.emergencies.escalate(emergency, fault, { timing: true });
  }
}

function sourceOf(origin: string): EmergencySource {
  return origin === "operator" ? "operator" : "process";
}
