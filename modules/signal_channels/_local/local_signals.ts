import {
  DEADLINE_FLAG_BYTES,
  machineClock,
  type Participant,
  type RunSignal,
  type SignalChannel,
  type SignalLine,
  type SignalRequest,
} from "../../../core/mod.ts";
import { EmergencyLevel } from "../../../proto/mod.ts";
import { isHigher, NO_SIGNAL } from "./signals.ts";

const NOTHING = EmergencyLevel.EMERGENCY_LEVEL_UNSPECIFIED;

/** A channel that no other process can join, and that says so. */
export class LocalSignals implements SignalChannel {
  readonly name = "in-process";
  readonly degraded: string;

  /** @param degraded Why there is nothing better. */
  constructor(degraded: string) {
    this.degraded = degraded;
  }

  open(): SignalLine {
    return new LocalLine();
  }
}

class LocalLine implements SignalLine {
  readonly restoreMemory: Uint8Array = new Uint8Array(new SharedArrayBuffer(DEADLINE_FLAG_BYTES));
  #signal = NO_SIGNAL;
  #seen = 0;
  #acknowledged = 0;
  #acknowledgedMs = 0;
  #heartbeatMs = this.monotonicMs();
  #pollEveryMs = 0;
  #open = true;

  get changed(): boolean {
    return this.#signal.number !== this.#seen;
  }

  read(): RunSignal {
    this.#seen = this.#signal.number;
    return this.#signal;
  }

  write(request: SignalRequest): number | undefined {
    return isHigher(request, this.#signal) ? this.#set(request) : undefined;
  }

  standDown(reason: string, origin: string): number | undefined {
    if (this.#signal.level === NOTHING) return undefined;
    return this.#set({ level: NOTHING, reason, origin });
  }

  acknowledge(number: number): void {
    this.#acknowledged = number;
    this.#acknowledgedMs = this.monotonicMs();
  }

  heartbeat(pollEveryMs: number): void {
    this.#heartbeatMs = this.monotonicMs();
    this.#pollEveryMs = Math.ceil(pollEveryMs);
  }

  participants(): Participant[] {
    if (!this.#open) return [];
    return [
      {
        name: "tolaria",
        pid: process.pid,
        acknowledged: this.#acknowledged,
        acknowledgedMs: this.#acknowledgedMs,
        heartbeatMs: this.#heartbeatMs,
        pollEveryMs: this.#pollEveryMs,
        exists: true,
        alive: true,
      },
    ];
  }

  removeDead(): Participant[] {
    return [];
  }

  writeStatus(): void {}

  monotonicMs(): number {
    return machineClock.monotonicMs();
  }

  close(): void {
    this.#open = false;
    this.#signal = NO_SIGNAL;
    this.#seen = 0;
  }

  #set({ level, reason, origin, rehearsal = false }: SignalRequest): number | undefined {
    if (!this.#open) return undefined;
    const number = this.#signal.number + 1;
    const monotonicMs = this.monotonicMs();
    this.#signal = { number, level, reason, origin, rehearsal, pid: process.pid, monotonicMs };
    return number;
  }
}
