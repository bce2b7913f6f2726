import {
  type Column,
  type ColumnValues,
  type PreparedRestore,
  parseOptions,
  RandomStream,
  type StatePart,
  type StateParticipant,
  shuffle,
} from "../../../core/mod.ts";
import { allocate, toColumns, writeRow } from "../_stream/mod.ts";
import { Block } from "./block.ts";
import { captureContents, type ReplayContents, readContents } from "./contents.ts";
import {
  type ReplayBufferOptions,
  ReplayBufferSchema,
  type ReplayColumns,
  type ReplayValues,
} from "./options.ts";
import { copyRow, RowLayout } from "./row_layout.ts";

/** One example: a number, or a list of them, for each column. */
export type ReplayExample<C extends ReplayColumns = ReplayColumns> = {
  readonly [Name in keyof C]: number | boolean | ArrayLike<unknown>;
};

/**
 * Holds the latest examples, in memory that is bounded by its capacity, and draws from them. Made by
 * {@link replayBuffer}.
 *
 * It is a participant of the run's state: a resumed run has the same examples and draws the same ones.
 */
export class ReplayBuffer<C extends ReplayColumns = ReplayColumns> implements StateParticipant {
  readonly name: string;
  /** Most examples that it holds. */
  readonly capacity: number;
  /** What each example has. */
  readonly columns: readonly Column[];
  readonly #seed: number;
  readonly #layout: RowLayout;
  readonly #random: RandomStream;
  /** Values of an example until all of it is checked. */
  readonly #row: readonly ColumnValues[];
  #contents: ReplayContents;

  /** Makes an empty buffer; {@link replayBuffer} checks the options first. */
  constructor({ capacity, columns, seed, name }: Required<ReplayBufferOptions>) {
    this.name = name;
    this.capacity = capacity;
    this.columns = toColumns(columns);
    this.#seed = seed;
    this.#layout = new RowLayout(this.columns, capacity);
    this.#random = new RandomStream(seed, name);
    this.#row = this.columns.map((column) => allocate(column, 1));
    this.#contents = { blocks: [], added: 0, epoch: undefined };
  }

  /** Examples that it holds. */
  get size(): number {
    return Math.min(this.added, this.capacity);
  }

  /** Examples of the epoch that is read; undefined before the first. */
  get epochSize(): number | undefined {
    return this.#contents.epoch?.size;
  }

  /** Examples that were added to it so far. */
  get added(): number {
    return this.#contents.added;
  }

  /** Bytes of the examples that it holds; states of the run may hold as many again. */
  get bytes(): number {
    const { float32, int32 } = this.#layout.sizes;
    return 4 * (float32 + int32) * this.#contents.blocks.length;
  }

  /**
   * Adds an example; the oldest one makes room for it in a full buffer.
   *
   * @throws {TolariaError} `data/invalid` if a value does not fit its column: nothing is added then.
   */
  add(example: ReplayExample<C>): void {
    const { blocks, added } = this.#contents;
    this.columns.forEach((column, at) => {
      writeRow(
        column,
        example[column.name],
        this.#row[at] as ColumnValues,
        0,
        () => `example ${added}`,
      );
    });
    const { rows, columns } = this.#layout;
    const slot = added % this.capacity;
    const index = Math.floor(slot / rows);
    const block = blocks[index]?.writable(this.#layout) ?? new Block(this.#layout);
    for (const [at, { column, start, width }] of columns.entries()) {
      block[column.dtype].set(this.#row[at] as ColumnValues, start + (slot % rows) * width);
    }
    blocks[index] = block;
    this.#contents.added += 1;
  }

  /**
   * Draws `count` examples, each of those that are there with the same probability and more than once if it falls so.
   *
   * @throws {RangeError} If the buffer is empty, or `count` is no whole number of at least 1.
   */
  sample(count: number): ReplayValues<C> {
    if (!Number.isInteger(count) || count < 1) {
      throw new RangeError(
        `"count" must be a whole number of at least 1, but is ${count}. Cannot sample.`,
      );
    }
    const { size } = this;
    if (size === 0)
      throw new RangeError("The replay buffer is empty: add examples first. Cannot sample.");
    return this.read(Uint32Array.from({ length: count }, () => this.#random.below(size)));
  }

  /** Returns the examples at `indices`, each in [0, size), in no order that is promised. */
  read(indices: Uint32Array): ReplayValues<C> {
    return valuesAt(this.#layout, this.#contents.blocks, indices) as ReplayValues<C>;
  }

  /**
   * Begins an epoch over the examples that are there now, in an order that follows from the seed; later additions do not
   * change it. The same epoch once more has the same examples.
   */
  beginEpoch(epoch: number): ReplayEpoch {
    const { blocks } = this.#contents;
    if (this.#contents.epoch?.number !== epoch) {
      for (const block of blocks) block.share();
      this.#contents.epoch = { number: epoch, size: this.size, blocks: [...blocks] };
    }
    const { size, blocks: held } = this.#contents.epoch as NonNullable<ReplayContents["epoch"]>;
    const order = permutation(size, new RandomStream(this.#seed, `${this.name}/epoch ${epoch}`));
    return {
      size,
      read: (from, to) => valuesAt(this.#layout, held, order.subarray(from, to)),
    };
  }

  capture(): StatePart {
    return captureContents(this, this.#layout, this.#contents, this.#random.state());
  }

  prepare(part: StatePart): PreparedRestore {
    const next = readContents(this, this.#layout, part);
    const before = { contents: this.#contents, random: this.#random.state() };
    const replace = ({ contents, random }: typeof before) => {
      this.#contents = contents;
      this.#random.restore(random);
    };
    return {
      commit: () => replace(next),
      confirm: () => {},
      settle: () => {},
      abort: () => replace(before),
    };
  }
}

/** The examples of an epoch, in their order. */
export interface ReplayEpoch {
  /** Examples in it. */
  readonly size: number;
  /** Returns those at the places from `from` up to `to`. */
  read(from: number, to: number): ReplayValues;
}

function valuesAt(layout: RowLayout, blocks: readonly Block[], indices: Uint32Array): ReplayValues {
  return Object.fromEntries(
    layout.columns.map((placed) => {
      const { name, dtype } = placed.column;
      const values = allocate(placed.column, indices.length);
      indices.forEach((slot, to) => {
        const block = blocks[Math.floor(slot / layout.rows)] as Block;
        copyRow(placed, block[dtype], slot % layout.rows, values, to);
      });
      return [name, values];
    }),
  ) as ReplayValues;
}

/** The whole numbers below `size` in random order, by Fisher and Yates' shuffle. */
function permutation(size: number, random: RandomStream): Uint32Array {
  const order = Uint32Array.from({ length: size }, (_, at) => at);
  shuffle(order, random);
  return order;
}

/**
 * Makes a buffer of the latest `capacity` examples, to draw batches from: experience replay.
 *
 * Draws are uniform, with replacement, and follow from the seed. Hand it to `trainer.begin({ participants })`, or make it
 * the data of a run by {@link replayData}: its examples then are in checkpoints and snapshots, and a resumed run goes on
 * to the same bits.
 *
 * @see Lin 1992, Self-improving reactive agents based on reinforcement learning, planning and teaching,
 * doi:10.1007/BF00992699; Mnih et al. 2015, doi:10.1038/nature14236.
 *
 * @example
 * ```ts run
 * import { replayBuffer } from "tolaria/data";
 *
 * const buffer = replayBuffer({
 *   capacity: 10_000,
 *   columns: { observation: { shape: [4] }, action: { classes: 2 }, reward: {} },
 * });
 * buffer.add({ observation: [0, 0.1, 0, -0.1], action: 1, reward: 1 });
 * const { observation, action } = buffer.sample(32);
 * console.log(observation.length, action.length); // 128 32
 * ```
 */
export function replayBuffer<const C extends ReplayColumns>(
  options: ReplayBufferOptions<C>,
): ReplayBuffer<C> {
  return new ReplayBuffer<C>(parseOptions("make replayBuffer", ReplayBufferSchema, options));
}
