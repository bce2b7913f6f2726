import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Span } from "../../deps.ts";
import { EmergencyLevel, type EventEnvelope } from "../../proto/mod.ts";
import type { Emergencies } from "../emergencies/emergencies.ts";
import type { EmergencyChannel } from "../emergencies/emergency.ts";
import { messageOf } from "../errors/mod.ts";
import type { Bus, BusChange } from "../ports/bus.ts";
import type { Clock } from "../ports/clock.ts";
import type { MessageSeal } from "../ports/command_gate.ts";
import type { Emergency, EmergencyNotice, StandDown } from "../ports/emergency.ts";
import { toTraceparent } from "../telemetry/traceparent.ts";
import { readNotice, wrapNotice } from "./emergency_notice.ts";
import { checkSeal, sealNotice } from "./notice_seal.ts";

/** Time for which the same message is not sent or raised again, ms. */
const SAME_MS = 60_000;

/** Notices of other hosts that are acted upon in {@link SAME_MS}. One of a higher level than is in force passes anyway. */
const MAX_NOTICES = 30;

/** Longest reason that every channel carries unchanged. */
const SAME_LENGTH = 64;

/** Longest host name that fits into the origin on every channel. */
const HOST_LENGTH = 24;

/** An origin from the bus: host, process and broadcast. */
const ORIGIN = /^[^/]*\/\d+\/[0-9a-f]{8}(?: |$)/;

/** Dependencies of a broadcast. */
export interface EmergencyBroadcastParts {
  readonly bus: Bus;
  readonly emergencies: Emergencies;
  readonly clock: Clock;
  /** Signs notices, and refuses those that are not signed. @default they are not signed, and taken from anybody */
  readonly seal?: MessageSeal | undefined;
}

/** Observes notices from other hosts. */
export interface BroadcastListener {
  /** A notice of another host, before it is acted upon. */
  onWord(word: EmergencyNotice, envelope: EventEnvelope): void;
  /** Called for an invalid message. */
  onRefused(reason: string): void;
}

/** The run of sent messages. */
export interface BroadcastRun extends BroadcastListener {
  readonly runId: string;
  readonly span: Span;
}

/**
 * Broadcasts emergencies over the bus, and raises here what was raised elsewhere.
 *
 * A notice that came by the bus is not sent again. One that also travels otherwise, and comes back that way, is
 * recognized by its level and reason for a while.
 */
export class EmergencyBroadcast implements EmergencyChannel {
  readonly name = "bus";
  readonly scope = "cluster";
  readonly #parts: EmergencyBroadcastParts;
  /** Origin of emergencies from this process. */
  readonly #self = `${hostname().slice(0, HOST_LENGTH)}/${process.pid}/${randomUUID().slice(0, 8)}`;
  /** Time at which each message was last sent or raised, oldest first. */
  readonly #known = new Map<string, number>();
  readonly #stop: readonly (() => void)[];
  /** When notices of other hosts were acted upon, oldest first. */
  #takenMs: number[] = [];
  /** When the last one was told of that was one too many. */
  #excessMs = Number.NEGATIVE_INFINITY;
  #hearing = false;
  #run: BroadcastRun | undefined;
  /** Emergency in force, for the message of its end. */
  #stoodDown: Emergency | undefined;
  #lost = 0;

  constructor(parts: EmergencyBroadcastParts) {
    const { bus, emergencies } = parts;
    this.#parts = parts;
    this.#stop =
      bus.destination === undefined
        ? []
        : [
            emergencies.subscribe({
              onStoodDown: (_, emergency) => {
                this.#stoodDown = emergency;
              },
            }),
            emergencies.addChannel(this),
            bus.subscribe("emergency", (envelope) => this.#receive(envelope)),
            bus.watch((change) => this.#changed(change)),
          ];
  }

  /** Sets the run of sent messages; undefined between runs. */
  during(run: BroadcastRun | undefined): void {
    this.#run = run;
  }

  /** Broadcasts it, unless it came by the bus. */
  raised(emergency: Emergency): void {
    const { level, reason, rehearsal } = emergency;
    const kind = rehearsal ? "rehearsed" : "raised";
    if (this.#note(kind, level, reason)) this.#send(kind, emergency, reason);
  }

  /** Broadcasts its end, unless that came by the bus. */
  stoodDown({ reason }: StandDown): void {
    this.#known.clear();
    if (this.#stoodDown && !this.#hearing) this.#send("stood-down", this.#stoodDown, reason);
  }

  /** Stops receiving and sending. */
  dispose(): void {
    for (const stop of this.#stop) stop();
  }

  #send(kind: EmergencyNotice["kind"], emergency: Emergency, reason: string): void {
    const { bus, clock } = this.#parts;
    const word = {
      kind,
      level: emergency.level,
      reason,
      origin: this.#originOf(emergency),
      runId: this.#run?.runId ?? "",
    };
    const now = { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() };
    const span = this.#run?.span.spanContext();
    const envelope = wrapNotice(word, now, span && toTraceparent(span));
    bus.publish(this.#parts.seal ? sealNotice(envelope, this.#parts.seal) : envelope);
  }

  /** Origin of an emergency, unique across hosts. */
  #originOf({ source, by }: Emergency): string {
    if (source !== "process" || !by) return this.#self;
    return ORIGIN.test(by) ? by : `${this.#self} ${by}`;
  }

  #receive(envelope: EventEnvelope): void {
    let word: EmergencyNotice | undefined;
    try {
      word = readNotice(envelope);
      if (word && this.#parts.seal) checkSeal(envelope, this.#parts.seal);
    } catch (error) {
      this.#run?.onRefused(messageOf(error));
      return;
    }
    if (!word || this.#isExcess(word)) return;
    this.#run?.onWord(word, envelope);
    if (word.kind === "stood-down") this.#standDown(word);
    else if (this.#note(word.kind, word.level, word.reason)) this.#raise(word);
  }

  /** Whether a notice is one too many: a flood of them must not hold the training. */
  #isExcess({ level }: EmergencyNotice): boolean {
    const nowMs = this.#parts.clock.monotonicMs();
    this.#takenMs = this.#takenMs.filter((atMs) => nowMs - atMs < SAME_MS);
    const inForce = this.#parts.emergencies.current?.level ?? 0;
    if (this.#takenMs.length < MAX_NOTICES || level > inForce) {
      this.#takenMs.push(nowMs);
      return false;
    }
    if (nowMs - this.#excessMs >= SAME_MS) {
      this.#excessMs = nowMs;
      const seconds = SAME_MS / 1000;
      this.#run?.onRefused(`more than ${MAX_NOTICES} notices of emergencies came in ${seconds} s`);
    }
    return true;
  }

  #raise({ kind, level, reason, origin }: EmergencyNotice): void {
    const rehearsal = kind === "rehearsed";
    const request = { level, reason, source: "process", by: origin, rehearsal } as const;
    this.#parts.emergencies.raise(request);
  }

  /** Stands down what is in force, if the notice is about it and not about one of another origin. */
  #standDown({ origin, reason }: EmergencyNotice): void {
    const { current } = this.#parts.emergencies;
    if (!current || this.#originOf(current) !== origin) return;
    this.#hearing = true;
    try {
      this.#parts.emergencies.standDown({ reason, by: "process" });
    } finally {
      this.#hearing = false;
    }
  }

  /** Remembers a notice. Returns false if it is known. */
  #note(kind: string, level: EmergencyLevel, reason: string): boolean {
    const nowMs = this.#parts.clock.monotonicMs();
    for (const [key, atMs] of this.#known) {
      if (nowMs - atMs < SAME_MS) break;
      this.#known.delete(key);
    }
    const key = `${kind} ${level} ${reason.slice(0, SAME_LENGTH)}`;
    if (this.#known.has(key)) return false;
    this.#known.set(key, nowMs);
    return true;
  }

  /** A dropped notice is one that nobody receives. */
  #changed({ kind, reason }: BusChange): void {
    if (kind !== "dropped") return;
    const { bus, emergencies } = this.#parts;
    const lost = bus.counts.dropped.critical;
    if (lost === this.#lost) return;
    this.#lost = lost;
    // Once: the notice of this may be dropped as well.
    if (emergencies.current?.level === EmergencyLevel.EMERGENCY_LEVEL_CRITICAL) return;
    emergencies.raise({
      level: EmergencyLevel.EMERGENCY_LEVEL_CRITICAL,
      reason: `${lost} CRITICAL messages were given up by the bus, the last because ${reason}`,
      source: "protocol",
    });
  }
}
