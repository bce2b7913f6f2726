import { Offsets } from "./offsets.ts";
import type { Scanner } from "./record_scanner.ts";

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const SPACE = 0x20;

/** Finds where the values of a JSON array begin, chunk by chunk. Starts behind its bracket. */
export class ArrayScanner implements Scanner {
  readonly #stride: number;
  readonly #offsets = new Offsets();
  #records = 0;
  /** Offset of the next chunk. */
  #at: number;
  /** Offset at which the current value begins, or -1 between values. */
  #start = -1;
  /** Offset behind the last value that ended. */
  #end: number;
  /** Lists and objects within the array that are open. */
  #depth = 0;
  /** Offset of the quote that is open, or -1. */
  #opened = -1;
  #escaped = false;
  #closed = false;
  #fault: string | undefined;

  /**
   * @param stride The offset of every value whose index is a multiple of it is kept.
   * @param from Offset of the first byte.
   */
  constructor(stride: number, from = 0) {
    this.#stride = stride;
    this.#at = from;
    this.#end = from;
  }

  get records(): number {
    return this.#records;
  }

  get start(): number {
    return this.#start < 0 ? this.#end : this.#start;
  }

  get openQuote(): number | undefined {
    return this.#opened < 0 ? undefined : this.#opened;
  }

  get fault(): string | undefined {
    return this.#fault;
  }

  get offsets(): Float64Array<ArrayBuffer> {
    return this.#offsets.toArray();
  }

  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] as number;
      if (this.#opened >= 0) this.#inText(byte);
      else if (byte > SPACE) this.#take(byte, this.#at + at);
    }
    this.#at += chunk.length;
  }

  finish(): void {
    if (this.#start >= 0) this.#add(this.#at);
    if (!this.#closed) this.#fault ??= `its array is not closed: the file ends early`;
  }

  #inText(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) this.#opened = -1;
  }

  #take(byte: number, offset: number): void {
    if (this.#closed) {
      this.#fault ??= `there is more behind the end of its array, at byte ${offset}`;
      return;
    }
    if (this.#depth === 0 && (byte === COMMA || byte === CLOSE_LIST)) {
      if (this.#start >= 0) this.#add(offset);
      this.#closed = byte === CLOSE_LIST;
      return;
    }
    if (this.#start < 0) this.#start = offset;
    if (byte === QUOTE) this.#opened = offset;
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) this.#depth += 1;
    else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) this.#depth -= 1;
  }

  #add(end: number): void {
    if (this.#records % this.#stride === 0) this.#offsets.push(this.#start);
    this.#records += 1;
    this.#start = -1;
    this.#end = end;
  }
}
