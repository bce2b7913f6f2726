/** How a restore stands: none was begun, one is under way and not late yet, the last was late, the last was completed in time. */
export type RestoreState = "idle" | "armed" | "expired" | "completed";

/** The states as they are written. */
const RESTORE_STATE: Readonly<Record<RestoreState, number>> = {
  idle: 0,
  armed: 1,
  expired: 2,
  completed: 3,
};

const NAMES = Object.keys(RESTORE_STATE) as RestoreState[];

/** Bytes that a flag takes: state, phase, sequence, a spare word, then two times as float64. */
export const DEADLINE_FLAG_BYTES = 32;

/** Words of a flag. */
const WORD = { state: 0, phase: 1, sequence: 2 } as const;

/** Tries to read while somebody writes; a writer that died in the middle stays there. */
const READS = 1_000;

/** The state takes the lowest bits of its word, the number of the restore the others. */
const STATES = 4;
/** Numbers of restores stay whole in the word. */
const MAX_ATTEMPTS = 2 ** 28;

/** How a restore stands, and until when. */
export interface RestoreReading {
  /** How the restore stands. */
  readonly state: RestoreState;
  /** Its phase, from 0. */
  readonly phase: number;
  /** When its phase began, ms since 1970. */
  readonly armedMs: number;
  /** When its phase must be over, ms since 1970. */
  readonly deadlineMs: number;
}

/**
 * The deadline of a restore, in memory that other threads and processes can see.
 *
 * A restore is completed by exchanging `armed` for `completed`, and expires by exchanging it for `expired`: whoever comes
 * first has it, so one that has missed its deadline cannot complete behind anybody's back. Times are of the wall clock, as
 * processes share no other.
 */
export class DeadlineFlag {
  #place: () => Uint8Array;
  #attempt = 0;

  /** @param place Where it lies: {@link DEADLINE_FLAG_BYTES}, zeros at first. @default memory of this process */
  constructor(place?: () => Uint8Array) {
    const own = new Uint8Array(new SharedArrayBuffer(DEADLINE_FLAG_BYTES));
    this.#place = place ?? (() => own);
  }

  /** Puts the flag where others can see it. Between two restores. */
  moveTo(place: () => Uint8Array): void {
    this.#place = place;
  }

  /** Begins a restore: its first phase. */
  arm(nowMs: number, deadlineMs: number): void {
    this.#attempt = (this.#attempt + 1) % MAX_ATTEMPTS;
    this.#write(0, nowMs, deadlineMs, this.#word("armed"));
  }

  /** Begins its next phase. Returns false if it is late already. */
  extend(phase: number, nowMs: number, deadlineMs: number): boolean {
    if (!this.armed) return false;
    this.#write(phase, nowMs, deadlineMs);
    return true;
  }

  /** Whether the restore is under way and not late. */
  get armed(): boolean {
    return Atomics.load(this.#words, WORD.state) === this.#word("armed");
  }

  /** Completes the restore. Returns false if it was late: then it is not completed. */
  complete(): boolean {
    return this.#exchange("completed");
  }

  /** Makes the restore late. Returns false if it was completed before. */
  expire(): boolean {
    return this.#exchange("expired");
  }

  /** What anyone who has the memory sees: never a phase with the time of another. */
  read(): RestoreReading {
    for (let tries = 1; ; tries++) {
      const sequence = Atomics.load(this.#words, WORD.sequence);
      const state = NAMES[Atomics.load(this.#words, WORD.state) % STATES] as RestoreState;
      const phase = Atomics.load(this.#words, WORD.phase);
      const [armedMs, deadlineMs] = this.#times as unknown as [number, number];
      const whole = sequence % 2 === 0 && Atomics.load(this.#words, WORD.sequence) === sequence;
      if (whole || tries === READS) return { state, phase, armedMs, deadlineMs };
    }
  }

  get #words(): Int32Array {
    const { buffer, byteOffset } = this.#place();
    return new Int32Array(buffer, byteOffset, 4);
  }

  get #times(): Float64Array {
    const { buffer, byteOffset } = this.#place();
    return new Float64Array(buffer, byteOffset + 16, 2);
  }

  #write(phase: number, nowMs: number, deadlineMs: number, state?: number): void {
    Atomics.add(this.#words, WORD.sequence, 1);
    this.#times.set([nowMs, deadlineMs]);
    Atomics.store(this.#words, WORD.phase, phase);
    // That of a restore that goes on is exchanged alone: it may expire at any moment.
    if (state !== undefined) Atomics.store(this.#words, WORD.state, state);
    Atomics.add(this.#words, WORD.sequence, 1);
  }

  #exchange(to: RestoreState): boolean {
    const armed = this.#word("armed");
    return Atomics.compareExchange(this.#words, WORD.state, armed, this.#word(to)) === armed;
  }

  #word(state: RestoreState): number {
    return this.#attempt * STATES + RESTORE_STATE[state];
  }
}
