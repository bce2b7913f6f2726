import { safeText } from "../../../core/errors/mod.ts";
import { machineClock } from "../../../core/worker.ts";
import { MAX_MESSAGE_BYTES } from "../../../proto/mod.ts";

// Memory that the training's thread and the controller's share. The controller writes what it remembers, its answer, and then
// the number of the packet that it answers; the training waits for the number without a turn of its event loop.

const ANSWERED = 0;
const KIND = 1;
const LENGTH = 2;
/** 0 for a controller that does not say what it remembers; else the bytes of that, and one. */
const MEMORY = 3;
const HEADER_BYTES = 16;

/** What an answer is. */
export const ANSWER = { none: 0, command: 1, failed: 2 } as const;

/** A controller's answer. */
export interface Answer {
  readonly kind: (typeof ANSWER)[keyof typeof ANSWER];
  /** A command, or why there is none as UTF-8. */
  readonly bytes: Uint8Array;
}

/** Why a controller has no answer, in its own words. */
export function faultIn({ bytes }: Answer): string {
  return safeText(new TextDecoder().decode(bytes));
}

/** Both ends of the memory between training and controller. */
export class Mailbox {
  readonly buffer: SharedArrayBuffer;
  readonly #control: Int32Array;
  readonly #data: Uint8Array;
  readonly #memory: Uint8Array;

  constructor(
    buffer: SharedArrayBuffer = new SharedArrayBuffer(HEADER_BYTES + 2 * MAX_MESSAGE_BYTES),
  ) {
    this.buffer = buffer;
    this.#control = new Int32Array(buffer, 0, HEADER_BYTES / 4);
    this.#data = new Uint8Array(buffer, HEADER_BYTES, MAX_MESSAGE_BYTES);
    this.#memory = new Uint8Array(buffer, HEADER_BYTES + MAX_MESSAGE_BYTES);
  }

  /** Number of the packet that was answered last; 0 before the first. */
  get answered(): number {
    return Atomics.load(this.#control, ANSWERED);
  }

  /** What the controller remembered when it answered last; to be read while no packet is open. */
  get memory(): Uint8Array | undefined {
    const length = Atomics.load(this.#control, MEMORY);
    return length === 0 ? undefined : this.#memory.slice(0, length - 1);
  }

  /** The controller's end: says what it remembers, of at most a message's length. Before the answer that it came by it with. */
  remember(bytes: Uint8Array | undefined): void {
    if (bytes) this.#memory.set(bytes);
    Atomics.store(this.#control, MEMORY, bytes ? bytes.length + 1 : 0);
  }

  /** The controller's end: puts the answer to packet `number` in, and wakes the training. */
  put(number: number, { kind, bytes }: Answer): void {
    if (bytes.length > this.#data.length) {
      const text = `its answer has ${bytes.length} bytes and may have ${this.#data.length}`;
      return this.put(number, { kind: ANSWER.failed, bytes: new TextEncoder().encode(text) });
    }
    this.#data.set(bytes);
    this.#control[KIND] = kind;
    this.#control[LENGTH] = bytes.length;
    Atomics.store(this.#control, ANSWERED, number);
    Atomics.notify(this.#control, ANSWERED);
  }

  /**
   * The training's end: waits for the answer to packet `number`.
   *
   * @returns Undefined where there is none after `ms` milliseconds.
   */
  wait(number: number, ms: number): Answer | undefined {
    const untilMs = machineClock.monotonicMs() + ms;
    for (;;) {
      const { answered } = this;
      if (answered === number) return this.#read();
      const leftMs = untilMs - machineClock.monotonicMs();
      if (leftMs <= 0) return undefined;
      Atomics.wait(this.#control, ANSWERED, answered, leftMs);
    }
  }

  #read(): Answer {
    const length = this.#control[LENGTH] as number;
    return { kind: this.#control[KIND] as Answer["kind"], bytes: this.#data.slice(0, length) };
  }
}
