import { tf } from "../../deps.ts";
import { joined } from "../arena/flatten.ts";
import type { Batch } from "../data/feeder.ts";
import { fetchValues } from "../late_reads/fetch_values.ts";
import { type RandomState, type RandomStream, withSeededMathRandom } from "../random.ts";
import type { BatchGradient, GradientRule } from "./gradient_rule.ts";
import type { AccumulatedGradient, GradientSource } from "./gradient_source.ts";
import { UnreadGradient } from "./unread_gradient.ts";

// S = numbers that are measured

/** Averages the gradients of a step's batches: each example counts alike, or each value that a mask leaves. */
export class GradientAccumulator implements GradientSource {
  readonly #rule: GradientRule;
  readonly #random: RandomStream;
  #gradients: readonly tf.Tensor[] | undefined;
  /** Squares of the gradients; none if they come from several batches. */
  #squares_G: BatchGradient["squares_G"];
  #metrics_S: tf.Tensor1D | undefined;
  #examples = 0;
  /** Values behind the means, if these are not as many as the examples. */
  #count: tf.Scalar | undefined;
  /** Batches of the step, and the state of the random numbers before them. */
  #batches: Batch[] = [];
  #begin: RandomState = [];

  /** @param random Feeds dropout and everything else that the network draws in a training pass. */
  constructor(rule: GradientRule, random: RandomStream) {
    this.#rule = rule;
    this.#random = random;
  }

  add(batch: Batch): void {
    if (this.#batches.length === 0) this.#begin = this.#random.state();
    this.#batches.push(batch);
    this.#add(batch);
  }

  #add(batch: Batch): void {
    const total = this.#examples + batch.size;
    const { metrics_S, gradients, squares_G, count } = tf.tidy(() => {
      const fresh = withSeededMathRandom(this.#random, () => this.#rule.differentiate(batch));
      const count =
        this.#count && fresh.count ? this.#count.add<tf.Scalar>(fresh.count) : fresh.count;
      const share = this.#count && count ? shareOf(fresh.count, count) : batch.size / total;
      return {
        count,
        metrics_S: blend(this.#metrics_S, fresh.metrics_S, share),
        gradients: fresh.gradients.map((gradient, at) =>
          blend(this.#gradients?.[at], gradient, share),
        ),
        squares_G: this.#gradients ? undefined : fresh.squares_G,
      } as unknown as tf.TensorContainer;
    }) as unknown as BatchGradient;
    this.#clear();
    this.#gradients = gradients;
    this.#squares_G = squares_G;
    this.#metrics_S = metrics_S;
    this.#count = count;
    this.#examples = total;
  }

  /** Hands over what was added since the last call, with a single read from the device. */
  take(sampled = false, onRetry: () => void = () => {}): AccumulatedGradient {
    const first = read(this.#takeUnread(sampled));
    return this.#retries(first, onRetry) ? read(this.#takeUnread(sampled)) : first;
  }

  async takeLate(sampled = false, onRetry: () => void = () => {}): Promise<AccumulatedGradient> {
    const first = await this.#takeLate(sampled);
    return this.#retries(first, onRetry) ? await this.#takeLate(sampled) : first;
  }

  get isDirect(): boolean {
    return this.#rule.isDirect === true;
  }

  takeUnread(sampled = false): UnreadGradient {
    this.#batches = [];
    return this.#takeUnread(sampled);
  }

  /** Differentiates the step's batches again, if its gradient is not finite and that may help. */
  #retries(first: AccumulatedGradient, onRetry: () => void): boolean {
    const batches = this.#batches;
    this.#batches = [];
    if (Number.isFinite(first.norm) || !this.#rule.retry?.()) return false;
    tf.dispose([...first.gradients]);
    onRetry();
    this.#random.restore(this.#begin);
    for (const batch of batches) this.#add(batch);
    return true;
  }

  async #takeLate(sampled: boolean): Promise<AccumulatedGradient> {
    const direct = this.isDirect;
    if (this.#rule.readsGradients) await fetchValues(this.#gradients ?? []);
    const unread = this.#takeUnread(sampled);
    const deviceNorm = direct ? unread.deviceNorm() : undefined;
    const numbers = await unread.numbers.data<"float32">();
    unread.numbers.dispose();
    if (!unread.isLost(numbers)) {
      return { ...unread.conclude(numbers), ...(deviceNorm && { deviceNorm }) };
    }
    // Its norm is no float32.
    deviceNorm?.dispose();
    await fetchValues(unread.gradients);
    return unread.conclude(numbers);
  }

  #takeUnread(sampled: boolean): UnreadGradient {
    const gradients = this.#gradients as readonly tf.Tensor1D[];
    const metrics_S = this.#metrics_S as tf.Tensor1D;
    const numbers = tf.tidy(() =>
      joined([metrics_S, this.#rule.measure(gradients, this.#squares_G, sampled)]),
    );
    const [examples, count] = [this.#examples, metrics_S.size];
    this.#gradients = undefined;
    this.#clear();
    return new UnreadGradient({ rule: this.#rule, gradients, numbers, count, examples, sampled });
  }

  reset(): void {
    this.#batches = [];
    this.#clear();
  }

  #clear(): void {
    tf.dispose([this.#gradients ?? [], this.#squares_G ?? []] as tf.TensorContainer);
    this.#metrics_S?.dispose();
    this.#count?.dispose();
    this.#count = undefined;
    this.#gradients = undefined;
    this.#squares_G = undefined;
    this.#metrics_S = undefined;
    this.#examples = 0;
  }
}

/** The gradient of a step, whose numbers are read at once. */
function read(unread: UnreadGradient): AccumulatedGradient {
  const numbers = unread.numbers.dataSync<"float32">();
  unread.numbers.dispose();
  return unread.conclude(numbers);
}

/** The part of `fresh` in `all`; 0 of nothing. */
function shareOf(fresh: tf.Scalar | undefined, all: tf.Scalar): tf.Scalar {
  return (fresh as tf.Scalar).div(all.maximum(1));
}

/** `before` and `fresh` weighted by their shares of the whole; `fresh` itself if there is nothing before. */
function blend<T extends tf.Tensor>(
  before: T | undefined,
  fresh: T,
  freshShare: number | tf.Scalar,
): T {
  if (!before) return fresh;
  if (typeof freshShare !== "number") return before.add(fresh.sub(before).mul(freshShare));
  return before.mul<T>(1 - freshShare).add(fresh.mul(freshShare));
}
