import { tf } from "../../deps.ts";
import { checkDone } from "../collective/failure.ts";
import type { RankGroup } from "../collective/rank_group.ts";
import { type Batch, examplesOf } from "../data/feeder.ts";
import { partOfBatch } from "../data/part_of_batch.ts";
import type { PassReport } from "../ports/reports/pass_report.ts";
import { metricSpecs } from "./objective_metrics.ts";
import { PassMetrics } from "./pass_metrics.ts";
import { PassStates } from "./pass_states.ts";
import { type Measured, measureBatch, type OnOutputs, type PassTally } from "./whole_pass.ts";

/** What a shard of a batch gave. */
interface Cell {
  readonly batch: number;
  readonly shard: number;
  readonly numbers: Float32Array;
  readonly count: number;
}

/**
 * A pass that several ranks measure: each has its shards of every batch.
 *
 * What each shard of each batch gave comes to all ranks as it was, in one sum in which every other rank adds zero, and is
 * added up there batch by batch and shard by shard; states of metrics are merged shard by shard. So a pass has the same
 * bits on any number of ranks.
 */
export class ShardedPass implements PassTally {
  readonly #measured: Measured;
  readonly #ranks: RankGroup;
  readonly #cells: Cell[] = [];
  readonly #states = new Map<number, PassStates>();
  #batches = 0;

  constructor(measured: Measured, ranks: RankGroup) {
    this.#measured = measured;
    this.#ranks = ranks;
  }

  add(batch: Batch, onOutputs?: OnOutputs): void {
    const { sharding } = this.#ranks;
    if (this.#batches === 0) this.#ranks.report("validation");
    for (const { shards } of sharding.played) {
      for (let shard = shards.from; shard < shards.to; shard++) {
        const { from, to } = sharding.examplesOf(shard, examplesOf(batch));
        if (from < to) this.#measure(batch, { shard, from, to }, onOutputs);
      }
    }
    this.#batches += 1;
  }

  addLate(): never {
    throw new Error("No shards are measured on a backend whose numbers can only be awaited.");
  }

  #measure(
    batch: Batch,
    { shard, from, to }: { readonly shard: number; readonly from: number; readonly to: number },
    onOutputs: OnOutputs | undefined,
  ): void {
    const states = this.#statesOf(shard);
    tf.tidy(() => {
      const made = measureBatch(this.#measured, partOfBatch(batch, from, to), states, onOutputs);
      this.#cells.push({ batch: this.#batches, shard, ...made });
    });
  }

  report(): PassReport {
    const specs = metricSpecs(this.#measured.objective);
    const means = new PassMetrics(specs);
    const width = 2 + specs.length;
    const { head, sharding } = this.#ranks;
    const sum = this.#sum(head + this.#batches * sharding.shards * width, width);
    for (let at = head; at < sum.length; at += width) {
      const count = sum[at] as number;
      // Of a shard without examples there is nothing to add, not even a mean that is not defined.
      if (count > 0) means.add(sum.subarray(at + 1, at + width), count);
    }
    return this.#merged().report(means.report());
  }

  /** What each shard of each batch gave, from whichever rank: how many values, loss, metrics. */
  #sum(length: number, width: number): Float32Array {
    const { head, sharding } = this.#ranks;
    const vectors = sharding.played.map(({ shards }) => {
      const vector = new Float32Array(length);
      for (const { batch, shard, numbers, count } of this.#cells) {
        if (shard < shards.from || shard >= shards.to) continue;
        const at = head + (batch * sharding.shards + shard) * width;
        vector[at] = count;
        vector.set(numbers, at + 1);
      }
      return vector;
    });
    this.#ranks.sum(vectors, `pass/${this.#batches}/${width}`, length);
    return vectors[0] as Float32Array;
  }

  /** What the metrics have seen in all shards, in their order. */
  #merged(): PassStates {
    const merged = new PassStates(this.#measured.metrics);
    if (this.#measured.metrics.length === 0) return merged;
    const { collective, deadlineMs, sharding } = this.#ranks;
    for (let root = 0; root < collective.size; root++) {
      const own = sharding.played.find(({ rank }) => rank === root)?.shards;
      const sums =
        own &&
        Array.from({ length: own.to - own.from }, (_, at) => [
          ...this.#statesOf(own.from + at).sums(),
        ]);
      const { outcome, bytes } = collective.broadcast(sums && encode(sums), root, deadlineMs);
      checkDone(outcome, "merge the metrics of all ranks");
      for (const one of decode(bytes)) merged.merge(one);
    }
    return merged;
  }

  #statesOf(shard: number): PassStates {
    const states = this.#states.get(shard) ?? new PassStates(this.#measured.metrics);
    this.#states.set(shard, states);
    return states;
  }
}

/** Sums of the metrics of some shards, each list behind its length. */
function encode(shards: readonly (readonly Float64Array[])[]): Uint8Array {
  const numbers = Float64Array.from(
    shards.flatMap((sums) => [
      sums.length,
      ...sums.flatMap((values) => [values.length, ...values]),
    ]),
  );
  return new Uint8Array(numbers.buffer);
}

function decode(bytes: Uint8Array): readonly (readonly Float64Array[])[] {
  const numbers = new Float64Array(bytes.slice().buffer);
  const shards: Float64Array[][] = [];
  let at = 0;
  const take = () => numbers[at++] as number;
  while (at < numbers.length) {
    const sums = Array.from({ length: take() }, () => {
      const length = take();
      at += length;
      return numbers.slice(at - length, at);
    });
    shards.push(sums);
  }
  return shards;
}
