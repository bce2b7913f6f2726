import {
  DEADLINE_FLAG_BYTES,
  type Participant,
  type RunSignal,
  SIGNAL_CHANNEL,
  type SignalLine,
  type SignalRequest,
} from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";

/** A line with a clock and participants that a test holds. */
export class FakeLine implements SignalLine {
  readonly restoreMemory: Uint8Array = new Uint8Array(DEADLINE_FLAG_BYTES);
  /** What was written, from here or from outside. */
  readonly written: RunSignal[] = [];
  readonly acknowledged: number[] = [];
  readonly statuses: Uint8Array[] = [];
  others: Participant[] = [];
  /** Taken out at the next round. */
  dead: Participant[] = [];
  nowMs = 1_000;
  closed = false;
  /** Thrown by the next writes. */
  fault: Error | undefined;
  #seen = 0;

  get changed(): boolean {
    return this.written.length !== this.#seen;
  }

  read(): RunSignal {
    this.#seen = this.written.length;
    return this.written.at(-1) as RunSignal;
  }

  write(request: SignalRequest): number | undefined {
    if (this.fault) throw this.fault;
    const inForce = this.written.at(-1)?.level ?? 0;
    return request.level > inForce ? this.put(request, process.pid) : undefined;
  }

  standDown(reason: string, origin: string): number | undefined {
    return this.put({ level: 0, reason, origin }, process.pid);
  }

  /** Writes as another process would. */
  put({ level, reason, origin, rehearsal = false }: SignalRequest, pid = 1): number {
    const number = this.written.length + 1;
    const monotonicMs = this.nowMs;
    this.written.push({ number, level, reason, origin, rehearsal, pid, monotonicMs });
    return number;
  }

  acknowledge(number: number): void {
    this.acknowledged.push(number);
  }

  heartbeat(): void {}

  participants(): Participant[] {
    return this.others;
  }

  removeDead(): Participant[] {
    return this.dead.splice(0);
  }

  writeStatus(packet: Uint8Array): void {
    this.statuses.push(packet);
  }

  monotonicMs(): number {
    return this.nowMs;
  }

  close(): void {
    this.closed = true;
  }
}

/** A participant that has acknowledged nothing. */
export function participant(changes: Partial<Participant> = {}): Participant {
  return {
    name: "guest",
    pid: 7,
    acknowledged: 0,
    acknowledgedMs: 0,
    heartbeatMs: 1_000,
    pollEveryMs: 0,
    exists: true,
    alive: true,
    ...changes,
  };
}

/** Gives a run `line`; without one, a channel that cannot be opened. */
export function fakeSignals(line: SignalLine | undefined): ContainerModule {
  const open = () => {
    if (line) return line;
    throw new Error("the memory is full");
  };
  return new ContainerModule(({ bind }) => {
    bind(SIGNAL_CHANNEL).toConstantValue({ name: "fake", degraded: undefined, open });
  });
}
