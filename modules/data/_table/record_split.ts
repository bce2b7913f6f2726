import { RandomStream } from "../../../core/mod.ts";

/** A part of the records. */
export type Part = "train" | "validation" | "test";

/** Shares of the records that are set apart, each in [0, 1). */
export interface Shares {
  readonly validation: number;
  readonly test: number;
}

/** Largest error of a share in a block, relative to it. */
const TOLERANCE = 0.05;

/** Records of a block at most, unless those of the reader are more. */
const MAX_BLOCK = 65_536;

/**
 * Divides the records of a table: a share of each block goes to each part, drawn by the seed.
 *
 * Which records a block gives is computed when they are needed, so that a table of any size is split in no memory. Blocks
 * are those of the reader, or several of them if the shares of one would be far from those asked for.
 */
export class RecordSplit {
  /** Records in a block; the last block may have fewer. */
  readonly blockSize: number;
  readonly #size: number;
  readonly #shares: Shares;
  readonly #seed: number;

  constructor(size: number, readerBlock: number, shares: Shares, seed: number) {
    this.#size = size;
    this.#shares = shares;
    this.#seed = seed;
    this.blockSize = blockFor(Math.min(readerBlock, size), size, shares);
  }

  /** All that the split depends on. */
  get key(): unknown {
    return [this.#size, this.blockSize, this.#shares, this.#seed];
  }

  /** Number of blocks. */
  get blocks(): number {
    return Math.ceil(this.#size / this.blockSize);
  }

  /** Examples of `part` in all. */
  sizeOf(part: Part): number {
    const full = Math.floor(this.#size / this.blockSize);
    return (
      full * this.#count(part, this.blockSize) + this.#count(part, this.#size % this.blockSize)
    );
  }

  /** Examples of `part` in each block but the last, which may have fewer. */
  blockSizeOf(part: Part): number {
    return this.#count(part, this.blockSize);
  }

  /** Records of a block that belong to `part`, ascending. */
  records(part: Part, block: number): Uint32Array<ArrayBuffer> {
    const first = block * this.blockSize;
    const size = Math.min(this.blockSize, this.#size - first);
    const validation = this.#count("validation", size);
    const apart = validation + this.#count("test", size);
    const order = new Uint32Array(size);
    for (let at = 0; at < size; at++) order[at] = first + at;
    if (apart === 0) return part === "train" ? order : new Uint32Array(0);
    const random = new RandomStream(this.#seed, `split of block ${block}`);
    for (let at = 0; at < apart; at++) {
      const other = at + random.below(size - at);
      const drawn = order[other] as number;
      order[other] = order[at] as number;
      order[at] = drawn;
    }
    const [from, to] = { validation: [0, validation], test: [validation, apart], train: [apart] }[
      part
    ];
    return order.slice(from, to).sort();
  }

  /** Records of a block of `size` that go to `part`. */
  #count(part: Part, size: number): number {
    const validation = Math.round(size * this.#shares.validation);
    const test = Math.min(size - validation, Math.round(size * this.#shares.test));
    return { validation, test, train: size - validation - test }[part];
  }
}

/** The smallest multiple of the reader's block in which every share is close to what was asked for. */
function blockFor(readerBlock: number, size: number, { validation, test }: Shares): number {
  const shares = [validation, test, 1 - validation - test].filter((share) => share > 0);
  const limit = Math.max(readerBlock, MAX_BLOCK);
  for (let block = readerBlock; block < size && block <= limit; block += readerBlock) {
    const close = shares.every((share) => {
      const error = Math.abs(Math.round(block * share) - block * share);
      return error <= TOLERANCE * block * share;
    });
    if (close) return block;
  }
  return Math.min(size, limit);
}
