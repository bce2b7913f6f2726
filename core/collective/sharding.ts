import { TolariaError } from "../errors/mod.ts";
import type { Collective } from "../ports/collective.ts";
import { dealShards, type ShardRange } from "./tree.ts";

/** Examples of a batch from `from` up to `to`, of all `of` of it. */
export interface BatchPart extends ShardRange {
  readonly of: number;
}

/** A rank that this process plays, and its shards. */
export interface PlayedRank {
  readonly rank: number;
  readonly shards: ShardRange;
}

/**
 * How a batch is cut into shards, and who computes which.
 *
 * There are always as many shards, however many ranks there are: what is computed follows from the shards alone, and the
 * order in which they are added too.
 */
export class Sharding {
  #shards: number;
  readonly #chosen: boolean;
  readonly #collective: Pick<Collective, "size" | "ranks">;
  #dealt: { readonly size: number; readonly ranges: readonly ShardRange[] } | undefined;

  /**
   * @param shards Parts of a batch. @default the smallest power of two that gives every rank one
   * @throws {TolariaError} `options/invalid` if there are fewer than ranks.
   */
  constructor(collective: Pick<Collective, "size" | "ranks">, shards?: number) {
    this.#collective = collective;
    const least = 2 ** Math.ceil(Math.log2(collective.size));
    if (shards !== undefined && shards < collective.size) {
      throw new TolariaError(
        "options/invalid",
        `"shards" must be at least the number of ranks, ${collective.size}, but is ${shards}: set it to ${least} or more. Cannot cut batches.`,
      );
    }
    this.#shards = shards ?? least;
    this.#chosen = shards !== undefined;
  }

  /** Parts of a batch, a power of two. */
  get shards(): number {
    return this.#shards;
  }

  /**
   * Goes on with the shards of a checkpoint, to the same bits, unless the job says how many there are or the group is too
   * large for them.
   *
   * @returns Whether there are others now.
   */
  adopt(shards: number): boolean {
    if (this.#chosen || shards < this.#collective.size || shards === this.#shards) return false;
    this.#shards = shards;
    this.#dealt = undefined;
    return true;
  }

  /** Whether there is nothing to cut and nobody to add with: one rank, and one shard. */
  get whole(): boolean {
    return this.#collective.size === 1 && this.shards === 1;
  }

  /** The ranks that this process plays, as the group is now. */
  get played(): readonly PlayedRank[] {
    const { size, ranks } = this.#collective;
    if (this.#dealt?.size !== size) {
      this.#dealt = { size, ranges: dealShards(this.shards, size) };
    }
    const { ranges } = this.#dealt;
    return ranks.map((rank) => ({ rank, shards: ranges[rank] as ShardRange }));
  }

  /** Examples of shard `shard` of a batch of `size`; some shards of a small batch have none. */
  examplesOf(shard: number, size: number): ShardRange {
    return { from: this.#cut(shard, size), to: this.#cut(shard + 1, size) };
  }

  /** Examples of a batch of `size` that this process computes. */
  partOf(size: number): BatchPart {
    const { played } = this;
    const [first, last] = [played[0] as PlayedRank, played.at(-1) as PlayedRank];
    return {
      from: this.#cut(first.shards.from, size),
      to: this.#cut(last.shards.to, size),
      of: size,
    };
  }

  #cut(shard: number, size: number): number {
    return Math.floor((shard * size) / this.shards);
  }
}
