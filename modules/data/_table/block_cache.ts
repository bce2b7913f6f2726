import type { BatchValues } from "../../../core/mod.ts";

interface Entry {
  values: BatchValues | undefined;
  readonly loading: Promise<BatchValues>;
  /** Number of the call that used it last. */
  used: number;
}

/** How blocks come and go. */
export interface BlockCacheOptions {
  /** Blocks to hold. */
  readonly capacity: number;
  /** Reads a block. */
  readonly load: (block: number) => Promise<BatchValues>;
}

/** Holds the blocks that were used last, and those that are used next. */
export class BlockCache {
  readonly #options: BlockCacheOptions;
  readonly #entries = new Map<number, Entry>();
  #calls = 0;

  constructor(options: BlockCacheOptions) {
    this.#options = options;
  }

  /** Begins to read blocks that are needed soon. */
  prefetch(blocks: Iterable<number>): void {
    this.#calls += 1;
    for (const block of blocks) this.#entry(block);
    this.#dropOldest();
  }

  /** Calls `use` with the values of each of `blocks`, in which one may come again and again: at once if all are there. */
  with<T>(blocks: Iterable<number>, use: (values: readonly BatchValues[]) => T): T | Promise<T> {
    this.#calls += 1;
    const entries: Entry[] = [];
    let isThere = true;
    for (const block of blocks) {
      const entry = this.#entry(block);
      entries.push(entry);
      isThere &&= entry.values !== undefined;
    }
    this.#dropOldest();
    const finish = () => {
      const values = new Array<BatchValues>(entries.length);
      for (let at = 0; at < entries.length; at++)
        values[at] = (entries[at] as Entry).values as BatchValues;
      return use(values);
    };
    if (isThere) return finish();
    return Promise.all(new Set(entries.map(({ loading }) => loading))).then(finish);
  }

  /** Drops everything. */
  clear(): void {
    this.#entries.clear();
  }

  #entry(block: number): Entry {
    const entry = this.#entries.get(block) ?? this.#load(block);
    entry.used = this.#calls;
    return entry;
  }

  #load(block: number): Entry {
    const loading = this.#options.load(block);
    const entry: Entry = { values: undefined, loading, used: 0 };
    this.#entries.set(block, entry);
    loading.then(
      (values) => {
        entry.values = values;
      },
      // Whoever gathers from it gets the error; a later gather tries again.
      () => {
        if (this.#entries.get(block) === entry) this.#entries.delete(block);
      },
    );
    return entry;
  }

  /** Drops the blocks that were not used for longest. Who waits for one has it in hand. */
  #dropOldest(): void {
    const surplus = this.#entries.size - this.#options.capacity;
    if (surplus <= 0) return;
    const oldest = [...this.#entries].sort(([, a], [, b]) => a.used - b.used);
    for (const [block] of oldest.slice(0, surplus)) this.#entries.delete(block);
  }
}
