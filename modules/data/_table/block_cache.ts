import type { BatchValues } from "../../../core/mod.ts";

interface Entry {
  /** Gathers that wait for it or copy from it. */
  pins: number;
  values: BatchValues | undefined;
  loading: Promise<BatchValues>;
}

/** How blocks come and go. */
export interface BlockCacheOptions {
  /** Blocks to hold, besides those in use. */
  readonly capacity: number;
  /** Reads a block. */
  readonly load: (block: number) => Promise<BatchValues>;
  /** Takes the arrays of a block that is dropped. */
  readonly onDrop?: (values: BatchValues) => void;
}

/** Holds the blocks that were used last, and those that are used next. */
export class BlockCache {
  readonly #options: BlockCacheOptions;
  /** In the order of their last use. */
  readonly #entries = new Map<number, Entry>();

  constructor(options: BlockCacheOptions) {
    this.#options = options;
  }

  /** Begins to read blocks that are needed soon. */
  prefetch(blocks: Iterable<number>): void {
    for (const block of blocks) this.#entry(block);
    this.#dropOldest();
  }

  /** Calls `use` with blocks, at once if all of them are there. They are not dropped before that. */
  with<T>(
    blocks: readonly number[],
    use: (values: ReadonlyMap<number, BatchValues>) => T,
  ): T | Promise<T> {
    const entries = blocks.map((block) => [block, this.#entry(block)] as const);
    for (const [, entry] of entries) entry.pins += 1;
    const finish = () => {
      try {
        return use(new Map(entries.map(([block, { values }]) => [block, values as BatchValues])));
      } finally {
        release();
      }
    };
    const release = () => {
      for (const [, entry] of entries) entry.pins -= 1;
      this.#dropOldest();
    };
    if (entries.every(([, { values }]) => values)) return finish();
    return Promise.all(entries.map(([, { loading }]) => loading)).then(finish, (error) => {
      release();
      throw error;
    });
  }

  /** Drops everything. */
  clear(): void {
    this.#entries.clear();
  }

  /** The entry of a block, which is the last one used now. */
  #entry(block: number): Entry {
    const entry = this.#entries.get(block) ?? this.#load(block);
    this.#entries.delete(block);
    this.#entries.set(block, entry);
    return entry;
  }

  #load(block: number): Entry {
    const loading = this.#options.load(block);
    const entry: Entry = { pins: 0, values: undefined, loading };
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

  #dropOldest(): void {
    let surplus = this.#entries.size - this.#options.capacity;
    if (surplus <= 0) return;
    for (const [block, { pins, values }] of this.#entries) {
      if (surplus <= 0) return;
      if (pins > 0 || !values) continue;
      this.#entries.delete(block);
      this.#options.onDrop?.(values);
      surplus -= 1;
    }
  }
}
