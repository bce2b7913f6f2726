/** Records between two counts of a set. */
const STEP = 4_096;

const BITS_OF_BYTE = Uint8Array.from({ length: 256 }, (_, byte) => {
  let bits = 0;
  for (let rest = byte; rest > 0; rest >>= 1) bits += rest & 1;
  return bits;
});

/** Which records of a table are used: a bit each, as plain data. */
export interface RecordSetData {
  /** Bit `i % 8` of byte `i >> 3` is set if record `i` is used. */
  readonly bits: Uint8Array;
  /** Records that are used. */
  readonly count: number;
}

/** Finds the records of a set by their number in it. */
export class RecordSet {
  /** Records in the set. */
  readonly size: number;
  readonly #bits: Uint8Array;
  /** Records of the set before each step. */
  readonly #before: Uint32Array;

  constructor({ bits, count }: RecordSetData) {
    this.size = count;
    this.#bits = bits;
    const bytes = STEP / 8;
    this.#before = new Uint32Array(Math.ceil(bits.length / bytes) + 1);
    for (let step = 0; step + 1 < this.#before.length; step++) {
      let found = this.#before[step] as number;
      for (const byte of bits.subarray(step * bytes, (step + 1) * bytes)) {
        found += BITS_OF_BYTE[byte] as number;
      }
      this.#before[step + 1] = found;
    }
  }

  /** Index of the record that is number `number` of the set, from 0. */
  at(number: number): number {
    let low = 0;
    let high = this.#before.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#before[middle] as number) <= number) low = middle;
      else high = middle;
    }
    let left = number - (this.#before[low] as number);
    let byte = (low * STEP) / 8;
    for (; left >= (BITS_OF_BYTE[this.#bits[byte] as number] as number); byte++) {
      left -= BITS_OF_BYTE[this.#bits[byte] as number] as number;
    }
    let bits = this.#bits[byte] as number;
    for (; left > 0; left--) bits &= bits - 1;
    return 8 * byte + (31 - Math.clz32(bits & -bits));
  }
}
