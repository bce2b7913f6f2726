import { EmergencyLevel, type TelemetryEvent } from "../../proto/mod.ts";
import type { NoteIncident } from "../boundary/control_log.ts";
import { messageOf } from "../errors/mod.ts";
import type { ActionOutcome, Emergency, EmergencySource } from "../ports/emergency.ts";
import type { Participant, RunSignal, SignalLine } from "../ports/signal_channel.ts";
import type { DeadlineFlag } from "../recovery/deadline_flag.ts";
import { originOf } from "./emergency.ts";
import { EMERGENCY_PROTOCOL } from "./protocol.ts";
import { actionEvent, encodeStatus, type LastStep, type StatusParts } from "./run_status.ts";

/** What the signals of a run work with. */
export interface RunSignalParts extends StatusParts {
  readonly note: NoteIncident;
  /** The deadline of its restores, which others are to see. */
  readonly flag: DeadlineFlag;
}

/** How often the run shows that it lives and how it goes, ms. */
const HEARTBEAT_EVERY_MS = 100;

/** Beats between two looks for participants that have died. */
const BEATS_PER_ROUND = 20;

/** Events that a status has room for. */
const EVENTS = 32;

/** An emergency that the participants are to acknowledge. */
interface Awaited {
  readonly emergency: Emergency;
  readonly number: number;
  /** On the line's clock. */
  readonly sinceMs: number;
}

/** Joins a run with the other processes that take part in it: hears them, tells them, and waits for their acknowledgements. */
export class RunSignals {
  readonly #parts: RunSignalParts;
  readonly #line: SignalLine | undefined;
  readonly #stop: readonly (() => void)[];
  #own = 0;
  #hearing = false;
  #awaited: Awaited | undefined;
  #last: LastStep | undefined;
  #events: readonly TelemetryEvent[] = [];
  #longestStepMs = 0;
  #beats = 0;
  #statusFailed = false;

  constructor(parts: RunSignalParts) {
    this.#parts = parts;
    this.#line = this.#open();
    const line = this.#line;
    if (line) parts.flag.moveTo(() => line.restoreMemory);
    const heartbeat = setInterval(() => this.#heartbeat(), HEARTBEAT_EVERY_MS);
    heartbeat.unref();
    this.#stop = [
      () => clearInterval(heartbeat),
      parts.session.emergencies.subscribe({
        onAction: (emergency, outcome) => this.#noteAction(emergency, outcome),
      }),
      parts.session.emergencies.addChannel({
        name: parts.session.services.signals.name,
        reach: "processes",
        raised: (emergency) => this.#tell(emergency),
        stoodDown: ({ reason, by }) => this.#standDown(reason, by),
      }),
    ];
  }

  /** Hears what another process has to say. One atomic load where that is nothing. */
  look(): void {
    const line = this.#line;
    if (!line) return;
    if (line.changed) this.#onMessage(line);
    if (this.#awaited) this.#checkAcknowledgements(line, this.#awaited);
  }

  /** Takes note of a step. */
  stepped(last: LastStep): void {
    this.#last = last;
    if (last.stepMs > this.#longestStepMs) this.#longestStepMs = last.stepMs;
  }

  /** Leaves the channel. */
  end(): void {
    this.look();
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
    const { note, runId, session } = this.#parts;
    try {
      return session.services.signals.open(runId);
    } catch (error) {
      const way = "the run goes on, and no other process can reach it";
      note("signal/degraded", `the signal channel cannot be opened: ${messageOf(error)}: ${way}`);
      return undefined;
    }
  }

  #onMessage(line: SignalLine): void {
    const signal = line.read();
    line.acknowledge(signal.number);
    // What a writer that died left behind has no number, and what this process wrote is known.
    if (signal.number === 0 || signal.number === this.#own) return;
    this.#hearing = true;
    try {
      if (signal.level === EmergencyLevel.EMERGENCY_LEVEL_UNSPECIFIED) this.#hearStandDown(signal);
      else this.#hearRaise(line, signal);
    } finally {
      this.#hearing = false;
    }
  }

  #hearStandDown({ reason, origin }: RunSignal): void {
    this.#awaited = undefined;
    const by = sourceOf(origin);
    const words = by === "operator" ? reason : `${origin}: ${reason}`;
    this.#parts.session.emergencies.standDown({ reason: words, by });
  }

  #hearRaise(line: SignalLine, signal: RunSignal): void {
    const { level, reason, origin, rehearsal, number, monotonicMs } = signal;
    const heardAfterMs = line.monotonicMs() - monotonicMs;
    const emergency = this.#parts.session.emergencies.raise({
      level,
      reason,
      source: sourceOf(origin),
      by: origin,
      rehearsal,
      heardAfterMs,
    });
    this.#awaited = { emergency, number, sinceMs: monotonicMs };
  }

  #tell(emergency: Emergency): void {
    const line = this.#line;
    if (!line || this.#hearing) return;
    const { level, reason, rehearsal } = emergency;
    const number = line.write({ level, reason, origin: originOf(emergency), rehearsal });
    if (number === undefined) return;
    this.#own = number;
    this.#awaited = { emergency, number, sinceMs: line.monotonicMs() };
  }

  #standDown(reason: string, by: string): void {
    if (!this.#line || this.#hearing) return;
    this.#awaited = undefined;
    this.#own = this.#line.standDown(reason, `the ${by}`) ?? this.#own;
  }

  #heartbeat(): void {
    const line = this.#line;
    if (!line) return;
    line.heartbeat(this.#longestStepMs);
    this.look();
    this.#beats += 1;
    if (this.#beats % BEATS_PER_ROUND === 0) this.#removeDead(line);
    this.#publish();
  }

  #publish(): void {
    try {
      this.#line?.writeStatus(encodeStatus(this.#parts, this.#last, this.#events));
    } catch (error) {
      if (this.#statusFailed) return;
      this.#statusFailed = true;
      this.#parts.note("signal/status", `the status cannot be published: ${messageOf(error)}`);
    }
  }

  #removeDead(line: SignalLine): void {
    for (const { name, pid } of line.removeDead()) {
      this.#parts.note(
        "participant/lost",
        `'${name}' (process ${pid}) died without leaving the run`,
      );
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
    const names = late.map(({ name, pid }) => `'${name}' (process ${pid})`).join(", ");
    const fault = `${names} did not acknowledge it within ${waitedMs.toFixed(0)} ms`;
    this.#parts.session.emergencies.escalate(emergency, fault, { timing: true });
  }
}

function sourceOf(origin: string): EmergencySource {
  return origin === "operator" ? "operator" : "process";
}
