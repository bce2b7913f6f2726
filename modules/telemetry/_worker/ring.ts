// Memory that two threads share: one writes records, the other reads them, and neither waits for the other. A record is its
// length in 4 bytes and then its text as UTF-8; the counters of bytes run on and wrap at 2^32.

const WRITTEN = 0;
const READ = 1;
const RESTS = 2;
const HEADER_BYTES = 12;
const LENGTH_BYTES = 4;

/** The first character of a record of metrics; a span's is its priority. */
export const METRICS_MARK = "M";

/** What became of a record that was pushed. */
export type Pushed = "taken" | "full" | "too-long";

/** Texts on their way from one thread to another, at most so many bytes of them. */
export class Ring {
  readonly buffer: SharedArrayBuffer;
  readonly #control: Int32Array;
  readonly #data: Uint8Array;
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder();
  #scratch = new Uint8Array(4096);

  /** @param memory How many bytes it has room for, a power of 2 up to 2^30; or the memory of a ring that another thread made. */
  constructor(memory: number | SharedArrayBuffer) {
    this.buffer =
      typeof memory === "number" ? new SharedArrayBuffer(HEADER_BYTES + memory) : memory;
    this.#control = new Int32Array(this.buffer, 0, HEADER_BYTES / 4);
    this.#data = new Uint8Array(this.buffer, HEADER_BYTES);
  }

  /** Whether nothing waits to be read. */
  get isEmpty(): boolean {
    return this.#used === 0;
  }

  /** Whether there is more to read than room for more. */
  get isHalfFull(): boolean {
    return this.#used > this.#data.length / 2;
  }

  /** Adds a text; called by the writing thread alone. */
  push(text: string): Pushed {
    const length = this.#encode(text);
    const size = this.#data.length;
    if (LENGTH_BYTES + length > size) return "too-long";
    if (LENGTH_BYTES + length > size - this.#used) return "full";
    const at = Atomics.load(this.#control, WRITTEN);
    this.#write(at, Uint8Array.of(length, length >> 8, length >> 16, length >> 24));
    this.#write(at + LENGTH_BYTES, this.#scratch.subarray(0, length));
    Atomics.store(this.#control, WRITTEN, (at + LENGTH_BYTES + length) | 0);
    return "taken";
  }

  /** Takes the oldest text; called by the reading thread alone. */
  take(): string | undefined {
    if (this.#used === 0) return undefined;
    const at = Atomics.load(this.#control, READ);
    const length = this.#lengthAt(at);
    const text = this.#decoder.decode(this.#read(at + LENGTH_BYTES, length));
    Atomics.store(this.#control, READ, (at + LENGTH_BYTES + length) | 0);
    return text;
  }

  /** The texts that wait. Called while nobody reads. */
  *pending(): Generator<string> {
    const end = Atomics.load(this.#control, WRITTEN);
    for (let at = Atomics.load(this.#control, READ); at !== end; ) {
      const length = this.#lengthAt(at);
      yield this.#decoder.decode(this.#read(at + LENGTH_BYTES, length));
      at = (at + LENGTH_BYTES + length) | 0;
    }
  }

  /** Says that the reading thread does not look for a while unless it is roused; false where there is something to read. */
  rest(): boolean {
    Atomics.store(this.#control, RESTS, 1);
    return this.isEmpty;
  }

  /** Whether the reading thread rests, and has to be told; called by the writing thread after a push. */
  rouse(): boolean {
    return Atomics.exchange(this.#control, RESTS, 0) === 1;
  }

  get #used(): number {
    return (Atomics.load(this.#control, WRITTEN) - Atomics.load(this.#control, READ)) >>> 0;
  }

  #lengthAt(position: number): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.#read(position, LENGTH_BYTES);
    return a | (b << 8) | (c << 16) | (d << 24);
  }

  /** Encodes into the scratch memory; returns how many bytes there are. */
  #encode(text: string): number {
    // UTF-8 takes 3 bytes for each unit of UTF-16 at most.
    const most = text.length * 3;
    if (most > this.#scratch.length) this.#scratch = new Uint8Array(most * 2);
    return this.#encoder.encodeInto(text, this.#scratch).written;
  }

  #write(position: number, bytes: Uint8Array): void {
    const at = this.#place(position);
    const first = Math.min(bytes.length, this.#data.length - at);
    this.#data.set(bytes.subarray(0, first), at);
    this.#data.set(bytes.subarray(first), 0);
  }

  #read(position: number, length: number): Uint8Array {
    const at = this.#place(position);
    const bytes = new Uint8Array(length);
    const first = Math.min(length, this.#data.length - at);
    bytes.set(this.#data.subarray(at, at + first));
    bytes.set(this.#data.subarray(0, length - first), first);
    return bytes;
  }

  #place(position: number): number {
    return (position >>> 0) & (this.#data.length - 1);
  }
}
