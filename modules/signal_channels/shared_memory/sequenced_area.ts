import { crc32 } from "node:zlib";
import { processStart, TolariaError } from "../../../core/mod.ts";
import { AREA } from "./layout.ts";

/** Where an area lies in a segment. */
interface Place {
  readonly at: number;
  readonly bytes: number;
}

/** What is in an area. */
export interface Content {
  /** How often the area had been written then. */
  readonly number: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Tries to read while somebody writes, about a millisecond: a writer takes a few microseconds, unless it is not let on. */
const READS = 5_000;

/** Looks at a lock between two looks at whoever holds it. */
const SPINS = 10_000;

/** Turns of {@link SPINS} after which a writer that lives but does not go on is overridden: a stopped process. */
const PATIENCE = 1_000;

/**
 * A part of a segment that is written and read as a whole, by any number of processes.
 *
 * A sequence lock: its number is odd while somebody writes, so that a reader sees that what it has read was changed meanwhile,
 * and reads again. Writers exclude each other by the word `writer`; the lock of one that died is taken over. A checksum finds
 * what both of these miss: a writer that was stopped, overridden, and woken up.
 *
 * @see Boehm 2012, "Can seqlocks get along with programming language memory models?", MSPC.
 */
export class SequencedArea {
  readonly #words: Int32Array<ArrayBuffer>;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #pid: number;

  /** @param pid Number of this process. */
  constructor(segment: Uint8Array<ArrayBuffer>, { at, bytes }: Place, pid: number) {
    this.#words = new Int32Array(segment.buffer, segment.byteOffset + at, bytes / 4);
    this.#bytes = segment.subarray(at, at + bytes);
    this.#pid = pid;
  }

  /** Longest content, bytes. */
  get capacity(): number {
    return this.#bytes.length - AREA.content;
  }

  /** Changes with everything that is written. One atomic load. */
  get sequence(): number {
    return Atomics.load(this.#words, AREA.sequence / 4);
  }

  /** A copy of the content; undefined while a writer is stopped in the middle of it, or died there. */
  read(): Content | undefined {
    for (let tries = 0; tries < READS; tries++) {
      const content = this.#tryRead();
      if (content) return content;
    }
    return undefined;
  }

  /**
   * Replaces the content by what `next` makes of it; where that is undefined, it stays as it is.
   *
   * @param next Given the content; undefined where a writer died in the middle of it.
   * @returns How often the area has been written then; undefined where it stays as it is.
   */
  update(next: (before: Content | undefined) => Uint8Array | undefined): number | undefined {
    this.#lock();
    try {
      const bytes = next(this.#tryRead());
      return bytes && this.#write(bytes);
    } finally {
      Atomics.compareExchange(this.#words, AREA.writer / 4, this.#pid, 0);
    }
  }

  #tryRead(): Content | undefined {
    const before = this.sequence;
    if (before % 2 !== 0) return undefined;
    const length = this.#words[AREA.contentBytes / 4] as number;
    const checksum = (this.#words[AREA.checksum / 4] as number) >>> 0;
    if (length < 0 || length > this.capacity) return undefined;
    const bytes = this.#bytes.slice(AREA.content, AREA.content + length);
    const whole = this.sequence === before && crc32(bytes) === checksum;
    return whole ? { number: before / 2, bytes } : undefined;
  }

  #write(content: Uint8Array): number {
    if (content.length > this.capacity) {
      throw new RangeError(
        `"content" must have at most ${this.capacity} bytes, but has ${content.length}. Cannot write to the segment.`,
      );
    }
    // It is odd already where a writer died. An addition and not a store: what follows must not be seen before it.
    if (this.sequence % 2 === 0) Atomics.add(this.#words, AREA.sequence / 4, 1);
    this.#words[AREA.contentBytes / 4] = content.length;
    this.#words[AREA.checksum / 4] = crc32(content) | 0;
    this.#bytes.set(content, AREA.content);
    const held = Atomics.load(this.#words, AREA.writer / 4) === this.#pid;
    // Where this process was overridden, whoever did that counts.
    return held ? (Atomics.add(this.#words, AREA.sequence / 4, 1) + 1) / 2 : this.sequence >> 1;
  }

  #lock(): void {
    for (let turn = 0; turn < PATIENCE * 2; turn++) {
      const holder = this.#spin();
      if (holder === 0) return;
      const gone = processStart(holder) === undefined || turn >= PATIENCE;
      if (gone && this.#take(holder)) return;
    }
    throw new TolariaError(
      "signal/unavailable",
      "Other processes write to the segment all the time. Cannot write to it.",
    );
  }

  /** Waits a little for the lock. Returns who holds it: 0 where this process does now. */
  #spin(): number {
    let holder = 0;
    for (let spin = 0; spin < SPINS; spin++) {
      holder = Atomics.compareExchange(this.#words, AREA.writer / 4, 0, this.#pid);
      if (holder === 0) return 0;
    }
    return holder;
  }

  #take(holder: number): boolean {
    return Atomics.compareExchange(this.#words, AREA.writer / 4, holder, this.#pid) === holder;
  }
}
