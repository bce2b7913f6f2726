/** How a restore stands, as others see it. */
export const RESTORE_STATE = {
  /** None is under way. */
  idle: 0,
  /** One is under way, and not late yet. */
  armed: 1,
  /** The last one was late. */
  expired: 2,
  /** The last one was completed in time. */
  completed: 3,
} as const;

/** Name of a state of {@link RESTORE_STATE}. */
export type RestoreState = keyof typeof RESTORE_STATE;

const NAMES = Object.keys(RESTORE_STATE) as RestoreState[];

/** Bytes of the segment: state, phase, two spare words, then two times as float64. */
const BYTES = 32;
/** The state takes the lowest bits of its word, the number of the restore the others. */
const STATES = 4;
/** Numbers of restores stay whole in the word. */
const MAX_ATTEMPTS = 2 ** 28;

/** What a flag says. */
export interface FlagReading {
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
  readonly #words: Int32Array;
  readonly #times: Float64Array;
  #attempt = 0;

  /** @param buffer Shared memory of {@link BYTES} bytes at least, zeros at first. @default memory of its own */
  constructor(buffer: ArrayBufferLike = new SharedArrayBuffer(BYTES), byteOffset = 0) {
    this.#words = new Int32Array(buffer, byteOffset, 4);
    this.#times = new Float64Array(buffer, byteOffset + 16, 2);
  }

  /** Begins a restore: its first phase. */
  arm(nowMs: number, deadlineMs: number): void {
    this.#attempt = (this.#attempt + 1) % MAX_ATTEMPTS;
    this.#write(0, nowMs, deadlineMs);
    Atomics.store(this.#words, 0, this.#word("armed"));
  }

  /** Begins its next phase. Returns false where it is late already. */
  extend(phase: number, nowMs: number, deadlineMs: number): boolean {
    if (!this.armed) return false;
    this.#write(phase, nowMs, deadlineMs);
    return true;
  }

  /** Whether the restore is under way and not late. */
  get armed(): boolean {
    return Atomics.load(this.#words, 0) === this.#word("armed");
  }

  /** Completes the restore. Returns false where it was late: then it is not completed. */
  complete(): boolean {
    return this.#exchange("completed");
  }

  /** Makes the restore late. Returns false where it was completed before. */
  expire(): boolean {
    return this.#exchange("expired");
  }

  /** What anyone who has the memory sees. */
  read(): FlagReading {
    const state = NAMES[Atomics.load(this.#words, 0) % STATES] as RestoreState;
    const [armedMs, deadlineMs] = this.#times as unknown as [number, number];
    return { state, phase: Atomics.load(this.#words, 1), armedMs, deadlineMs };
  }

  #write(phase: number, nowMs: number, deadlineMs: number): void {
    this.#times[0] = nowMs;
    this.#times[1] = deadlineMs;
    Atomics.store(this.#words, 1, phase);
  }

  #exchange(to: RestoreState): boolean {
    const armed = this.#word("armed");
    return Atomics.compareExchange(this.#words, 0, armed, this.#word(to)) === armed;
  }

  #word(state: RestoreState): number {
    return this.#attempt * STATES + RESTORE_STATE[state];
  }
}
