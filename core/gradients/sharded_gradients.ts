import { tf } from "../../deps.ts";
import type { ParameterGroups } from "../arena/parameter_groups.ts";
import type { RankGroup } from "../collective/rank_group.ts";
import { addScaled, ShardVectors, writeScaled } from "../collective/shard_vector.ts";
import type { PlayedRank } from "../collective/sharding.ts";
import { type Batch, examplesOf } from "../data/feeder.ts";
import { partOfBatch } from "../data/part_of_batch.ts";
import { TolariaError } from "../errors/mod.ts";
import { readsLate } from "../late_reads/fetch_values.ts";
import type { ComputeBackend } from "../ports/compute_backend.ts";
import { RandomStream, withSeededMathRandom } from "../random.ts";
import type { BatchGradient, GradientRule } from "./gradient_rule.ts";
import type { AccumulatedGradient, GradientSource } from "./gradient_source.ts";
import { type ChangedBuffer, changedBuffers, VectorLayout } from "./vector_layout.ts";

// P = numbers in a parameter group, S = numbers that are measured

/** Why shards are not trained on every backend. */
const AT_ONCE =
  "Ranks and shards add up numbers in each step, which this backend does not hand over at once: use wasm or tensorflow. Cannot train in shards.";

/** What sharded gradients are made with. */
export interface ShardedGradientsParts {
  readonly rule: GradientRule;
  readonly groups: ParameterGroups;
  readonly group: RankGroup;
  readonly seed: number;
  readonly backend: Pick<ComputeBackend, "view">;
  /** Updates done. */
  readonly progress: { readonly step: number };
}

/**
 * The gradient of a step that several ranks compute: each shard of a batch by itself, added in the order of a tree, one
 * vector a step.
 *
 * The vector holds the sums of gradients, losses and metrics, each times the examples or values that it is a mean of, how
 * many those are, and the buffers that the pass has changed, times examples: they become the means over the shards. What
 * the network draws in a shard follows from seed, step and shard. So a step has the same bits on any number of ranks.
 */
export class ShardedGradients implements GradientSource {
  readonly isDirect = false;
  readonly #parts: ShardedGradientsParts;
  readonly #vectors = new ShardVectors();
  #batches: Batch[] = [];
  #examples = 0;
  /** Streams of the step's shards. */
  #streams = new Map<number, RandomStream>();
  /** Buffers before the step, and those that each shard has come to; held. */
  #begin: readonly (readonly tf.Tensor[])[] | undefined;
  readonly #buffers = new Map<number, readonly (readonly tf.Tensor[])[]>();
  #layout: VectorLayout | undefined;
  #changed: readonly ChangedBuffer[] = [];

  /** @throws {TolariaError} `backend/unavailable` if the backend's numbers can only be awaited. */
  constructor(parts: ShardedGradientsParts) {
    if (readsLate()) throw new TolariaError("backend/unavailable", AT_ONCE);
    this.#parts = parts;
  }

  add(batch: Batch): void {
    const { groups, group } = this.#parts;
    if (this.#batches.length === 0) group.report("forward");
    this.#batches.push(batch);
    this.#examples += examplesOf(batch);
    this.#begin ??= groups.holdBuffers();
    for (const rank of group.sharding.played) this.#addRank(rank, batch);
  }

  /** Adds what the shards of a rank make of a batch; if they have no examples, one of the batch's tells the shapes. */
  #addRank({ shards }: PlayedRank, batch: Batch): void {
    const { sharding } = this.#parts.group;
    let empty = true;
    for (let shard = shards.from; shard < shards.to; shard++) {
      const { from, to } = sharding.examplesOf(shard, examplesOf(batch));
      if (from === to) continue;
      empty = false;
      this.#addShard(shard, batch, from, to);
    }
    if (empty && !this.#layout) this.#addShard(shards.from, batch, 0, 0);
  }

  #addShard(shard: number, batch: Batch, from: number, to: number): void {
    const { groups, rule, seed, progress } = this.#parts;
    groups.restoreBuffers(this.#buffers.get(shard) ?? (this.#begin as (readonly tf.Tensor[])[]));
    const stream =
      this.#streams.get(shard) ?? new RandomStream(seed, `dropout/${progress.step}/${shard}`);
    this.#streams.set(shard, stream);
    const made = tf.tidy(() => {
      const part = partOfBatch(batch, from, to);
      return withSeededMathRandom(stream, () =>
        rule.differentiate(part),
      ) as unknown as tf.TensorContainer;
    }) as unknown as BatchGradient;
    try {
      this.#addNumbers(shard, made, to - from);
    } finally {
      tf.dispose([made.gradients, made.metrics_S, made.squares_G ?? []] as tf.TensorContainer);
      made.count?.dispose();
    }
    for (const held of this.#buffers.get(shard) ?? []) tf.dispose([...held]);
    this.#buffers.set(shard, groups.holdBuffers());
  }

  #addNumbers(shard: number, made: BatchGradient, examples: number): void {
    const { groups, group } = this.#parts;
    const changed = changedBuffers(groups, this.#begin as (readonly tf.Tensor[])[]);
    const layout = new VectorLayout(group.head, made, changed);
    this.#layout = layout;
    this.#changed = changed;
    if (examples === 0) return void this.#vectors.of(shard, layout.length);
    const put = this.#vectors.has(shard, layout.length) ? addScaled : writeScaled;
    const vector = this.#vectors.open(shard, layout.length);
    const count = made.count ? (made.count.dataSync()[0] as number) : examples;
    let at = put(vector, layout.countAt, Float32Array.of(count), 1);
    at = put(vector, at, this.#numbersOf(made.metrics_S), count);
    for (const { variable } of changed) at = put(vector, at, this.#numbersOf(variable), examples);
    for (const gradient of made.gradients) at = put(vector, at, this.#numbersOf(gradient), count);
  }

  /** Where they lie if the backend shows that: a copy of millions of numbers takes longer than adding them. */
  #numbersOf(tensor: tf.Tensor): Float32Array {
    const numbers = this.#parts.backend.view?.(tensor) ?? tensor.dataSync<"float32">();
    return numbers as Float32Array;
  }

  take(sampled = false, onRetry: () => void = () => {}): AccumulatedGradient {
    const first = this.#take(sampled);
    const batches = this.#batches;
    // Norm and rule are the same on all ranks: so is what they do about it.
    const again = !Number.isFinite(first.norm) && this.#parts.rule.retry?.();
    this.reset();
    if (!again) return first;
    tf.dispose([...first.gradients]);
    onRetry();
    for (const batch of batches) this.add(batch);
    try {
      return this.#take(sampled);
    } finally {
      this.reset();
    }
  }

  takeLate(): never {
    throw new TolariaError("backend/unavailable", AT_ONCE);
  }

  takeUnread(): never {
    throw new TolariaError("backend/unavailable", AT_ONCE);
  }

  #take(sampled: boolean): AccumulatedGradient {
    const { rule } = this.#parts;
    const layout = this.#layout as VectorLayout;
    const sum = this.#sum(layout);
    // A batch without a value has no mean: its sums are zeros.
    const count = Math.max(1, sum[layout.countAt] as number);
    const metrics = sum.slice(layout.metricsAt, layout.buffersAt).map((one) => one / count);
    const gradients = layout.gradients(sum, count);
    layout.writeBuffers(sum, this.#examples, this.#changed);
    const measured_G = tf.tidy(() => rule.measure(gradients, undefined, sampled));
    const measured = measured_G.dataSync<"float32">();
    measured_G.dispose();
    return {
      ...rule.conclude(gradients, metrics, measured as Float32Array, sampled),
      examples: this.#examples,
    };
  }

  /** The sum over all shards of all ranks. */
  #sum(layout: VectorLayout): Float32Array {
    const { groups, group } = this.#parts;
    const vectors = group.sharding.played.map(({ shards: { from, to } }) =>
      this.#vectors.sum(from, to, layout.length),
    );
    const content = `step/${this.#examples}/${layout.shapes}/${namesOf(groups)}`;
    group.sum(vectors, content, layout.gradientsAt);
    return vectors[0] as Float32Array;
  }

  reset(): void {
    this.#batches = [];
    this.#examples = 0;
    this.#streams.clear();
    this.#vectors.clear();
    this.#layout = undefined;
    this.#changed = [];
    for (const held of [this.#begin ?? [], ...this.#buffers.values()]) {
      for (const tensors of held) tf.dispose([...tensors]);
    }
    this.#begin = undefined;
    this.#buffers.clear();
  }
}

function namesOf(groups: ParameterGroups): string {
  return [...groups].map(({ name, layout }) => `${name}:${layout.size}`).join();
}
