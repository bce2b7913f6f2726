import { Offsets } from "./offsets.ts";

const CARRIAGE_RETURN = 13;

/** How records of a text file end. */
export interface RecordRules {
  /** Byte that ends a record: a line feed, before which a carriage return belongs to the end, or a carriage return. */
  readonly newline: number;
  /** Byte within which line ends belong to the record. @default none */
  readonly quote?: number;
  /** Byte between fields, after which a quote opens. */
  readonly delimiter?: number;
  /** Whether records are the values of a JSON array, whatever lines they take. @default false */
  readonly array?: boolean;
}

/** Finds where records begin, chunk by chunk. */
export interface Scanner {
  /** Number of complete records. */
  readonly records: number;
  /** Offset at which the record begins that is not complete. */
  readonly start: number;
  /** Offset of the quote that is open; `undefined` if none is. */
  readonly openQuote: number | undefined;
  /** What is wrong with the file as a whole; `undefined` if nothing is. */
  readonly fault?: string | undefined;
  /** Offsets of the records whose index is a multiple of the stride. */
  readonly offsets: Float64Array<ArrayBuffer>;
  /** Scans the bytes that follow. */
  push(chunk: Uint8Array): void;
  /** Ends the last record, if the file does not end with what ends one. */
  finish(): void;
}

/**
 * Finds where records begin, chunk by chunk. Empty lines are no records.
 *
 * A quote opens at the beginning of a field, and closes at the next one that is not doubled; elsewhere it is a byte
 * like any other, so that a record with a stray quote is broken alone.
 */
export class RecordScanner implements Scanner {
  readonly #rules: RecordRules;
  readonly #stride: number;
  readonly #offsets = new Offsets();
  #records = 0;
  /** Offset of the next chunk. */
  #at: number;
  /** Offset at which the current record begins. */
  #start: number;
  /** Offset of the quote that is open, or -1. */
  #opened = -1;
  /** Offset of the last quote that closed. */
  #closed = -2;
  /** Last byte of the chunk before. */
  #last = -1;

  /**
   * @param stride The offset of every record whose index is a multiple of it is kept.
   * @param from Offset of the first byte.
   */
  constructor(rules: RecordRules, stride: number, from = 0) {
    this.#rules = rules;
    this.#stride = stride;
    this.#at = from;
    this.#start = from;
  }

  get records(): number {
    return this.#records;
  }

  get start(): number {
    return this.#start;
  }

  get openQuote(): number | undefined {
    return this.#opened < 0 ? undefined : this.#opened;
  }

  get offsets(): Float64Array<ArrayBuffer> {
    return this.#offsets.toArray();
  }

  push(chunk: Uint8Array): void {
    const { newline, quote = -1 } = this.#rules;
    const { length } = chunk;
    let at = 0;
    while (at < length) {
      if (this.#opened >= 0) {
        const close = chunk.indexOf(quote, at);
        if (close < 0) break;
        this.#opened = -1;
        this.#closed = this.#at + close;
        at = close + 1;
        continue;
      }
      let byte = chunk[at] as number;
      while (byte !== newline && byte !== quote && ++at < length) byte = chunk[at] as number;
      if (at === length) break;
      if (byte === newline)
        this.#end(this.#at + at, at > 0 ? (chunk[at - 1] as number) : this.#last);
      else if (this.#opens(chunk, at)) this.#opened = this.#at + at;
      at += 1;
    }
    this.#at += length;
    if (length > 0) this.#last = chunk[length - 1] as number;
  }

  finish(): void {
    if (this.#at > this.#start) this.#add(this.#at);
  }

  #opens(chunk: Uint8Array, at: number): boolean {
    const offset = this.#at + at;
    // A quote right after one that closed is the second half of a doubled one.
    if (offset === this.#start || offset - 1 === this.#closed) return true;
    return (at > 0 ? chunk[at - 1] : this.#last) === this.#rules.delimiter;
  }

  #end(offset: number, before: number): void {
    const length = offset - this.#start;
    const empty =
      length === 0 ||
      (length === 1 && before === CARRIAGE_RETURN && this.#rules.newline !== CARRIAGE_RETURN);
    if (empty) this.#start = offset + 1;
    else this.#add(offset + 1);
  }

  #add(next: number): void {
    if (this.#records % this.#stride === 0) this.#offsets.push(this.#start);
    this.#records += 1;
    this.#start = next;
  }
}
