import type { ExampleBlocks } from "../ports/dataset.ts";
import { type RandomState, RandomStream } from "../random.ts";
import type { EpochOrder } from "./epoch_order.ts";
import { shuffle } from "./shuffle.ts";
import { SwapOrNot } from "./swap_or_not.ts";

// B = examples in a block, W = blocks in a window

/**
 * Shuffles the blocks of a dataset, and the examples of each W successive blocks of that order with each other.
 *
 * A place of the epoch is computed from the epoch's state without those before it. Memory: the examples of one window.
 */
export class BlockShuffle implements EpochOrder {
  readonly #size: number;
  readonly #blockSize: number;
  readonly #windowBlocks: number;
  readonly #stream: RandomStream;
  readonly #window: Uint32Array;
  #state: RandomState;
  #order: BlockOrder;
  /** Number of the window whose examples are at hand. */
  #atHand = -1;

  constructor(size: number, blocks: ExampleBlocks, stream: RandomStream) {
    this.#size = size;
    this.#blockSize = Math.min(blocks.size, size);
    const count = Math.ceil(size / this.#blockSize);
    // Windows of about as many blocks each: a last one of few would be what they are like.
    this.#windowBlocks = Math.ceil(count / Math.ceil(count / blocks.window));
    this.#stream = stream;
    this.#window = new Uint32Array(Math.min(size, this.#blockSize * this.#windowBlocks));
    this.#state = stream.state();
    this.#order = new BlockOrder(size, this.#blockSize, stream);
  }

  get state(): RandomState {
    return this.#state;
  }

  draw(state?: RandomState): void {
    if (state) this.#stream.restore(state);
    this.#state = this.#stream.state();
    this.#order = new BlockOrder(this.#size, this.#blockSize, this.#stream);
    this.#atHand = -1;
  }

  indices(from: number, to: number): Uint32Array {
    const found = new Uint32Array(to - from);
    for (let place = from; place < to; ) {
      const window = this.windowOf(place);
      const start = this.#startOf(window);
      const next = Math.min(to, this.#startOf(window + 1));
      found.set(this.#examples(window).subarray(place - start, next - start), place - from);
      place = next;
    }
    return found;
  }

  /** Window that `place` is in: the short block may end one early. */
  windowOf(place: number): number {
    const window = Math.floor(place / (this.#blockSize * this.#windowBlocks));
    return place < this.#startOf(window + 1) ? window : window + 1;
  }

  blocksOf(window: number): readonly number[] {
    const blocks = Math.ceil(this.#size / this.#blockSize);
    const first = window * this.#windowBlocks;
    const count = Math.max(0, Math.min(this.#windowBlocks, blocks - first));
    return Array.from({ length: count }, (_, at) => this.#order.blockAt(first + at));
  }

  #startOf(window: number): number {
    return this.#order.placeOf(window * this.#windowBlocks);
  }

  /** Examples of a window, in their order. */
  #examples(window: number): Uint32Array {
    const start = this.#startOf(window);
    const examples = this.#window.subarray(0, this.#startOf(window + 1) - start);
    if (window === this.#atHand) return examples;
    const firstSlot = window * this.#windowBlocks;
    let filled = 0;
    for (let slot = firstSlot; filled < examples.length; slot++) {
      const first = this.#order.blockAt(slot) * this.#blockSize;
      const last = Math.min(first + this.#blockSize, this.#size);
      for (let example = first; example < last; example++) examples[filled++] = example;
    }
    shuffle(examples, new RandomStream(window, `window of ${this.#state.join()}`));
    this.#atHand = window;
    return examples;
  }
}

/** Order of the blocks of an epoch. The last block may be short: it comes at a place of its own among the others. */
class BlockOrder {
  readonly #size: number;
  readonly #blockSize: number;
  readonly #full: number;
  readonly #fullOrder: SwapOrNot;
  readonly #shortSlot: number;

  constructor(size: number, blockSize: number, random: RandomStream) {
    this.#size = size;
    this.#blockSize = blockSize;
    this.#full = Math.floor(size / blockSize);
    this.#fullOrder = new SwapOrNot(this.#full, random);
    const drawn = random.below(this.#full + 1);
    this.#shortSlot = size % blockSize === 0 ? this.#full : drawn;
  }

  /** Block that comes at `slot`. */
  blockAt(slot: number): number {
    if (slot === this.#shortSlot) return this.#full;
    return this.#fullOrder.at(slot < this.#shortSlot ? slot : slot - 1);
  }

  /** Examples before `slot`; all of them from the end on. */
  placeOf(slot: number): number {
    const isShort = this.#size % this.#blockSize;
    const missing = slot > this.#shortSlot && isShort ? this.#blockSize - isShort : 0;
    return Math.min(this.#size, slot * this.#blockSize - missing);
  }
}
