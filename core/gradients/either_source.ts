import type { Batch } from "../data/feeder.ts";
import type { AccumulatedGradient, GradientSource } from "./gradient_source.ts";
import type { UnreadGradient } from "./unread_gradient.ts";

/** Chooses at each call between two sources, as a resumed checkpoint can bring shards with it. */
export class EitherSource implements GradientSource {
  readonly #isWhole: () => boolean;
  readonly #whole: GradientSource;
  readonly #openSharded: () => GradientSource;
  #sharded: GradientSource | undefined;

  constructor(isWhole: () => boolean, whole: GradientSource, openSharded: () => GradientSource) {
    this.#isWhole = isWhole;
    this.#whole = whole;
    this.#openSharded = openSharded;
    if (!isWhole()) this.#sharded = openSharded();
  }

  get #source(): GradientSource {
    if (this.#isWhole()) return this.#whole;
    this.#sharded ??= this.#openSharded();
    return this.#sharded;
  }

  get isDirect(): boolean {
    return this.#source.isDirect;
  }

  add(batch: Batch): void {
    this.#source.add(batch);
  }

  take(sampled?: boolean, onRetry?: () => void): AccumulatedGradient {
    return this.#source.take(sampled, onRetry);
  }

  takeLate(sampled?: boolean, onRetry?: () => void): Promise<AccumulatedGradient> {
    return this.#source.takeLate(sampled, onRetry);
  }

  takeUnread(sampled?: boolean): UnreadGradient {
    return this.#source.takeUnread(sampled);
  }

  reset(): void {
    this.#whole.reset();
    this.#sharded?.reset();
  }
}
