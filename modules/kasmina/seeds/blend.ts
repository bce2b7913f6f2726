import { realPower } from "../../../core/mod.ts";

/** Steepness of the sigmoid: its argument runs from minus to plus this value. */
const STEEPNESS = 6;

/** State of a blend as plain JSON. */
export interface BlendState {
  readonly steps: number;
  readonly done: number;
  readonly reversed: boolean;
  readonly held: boolean;
}

/**
 * Schedules the share of a seed in its slot's output, one advance per step.
 *
 *     alpha(k) = (s(c (2 k / d - 1)) - s(-c)) / (s(c) - s(-c)),  s(x) = 1 / (1 + exp(-x)),  c = 6
 *
 * after k of d steps: 0 before the first, 0.5 in the middle, 1 after the last. Every runtime computes the same bits.
 */
export class Blend {
  readonly #steps: number;
  #done = 0;
  #direction: 1 | -1 = 1;
  /** Whether the blend is paused. */
  held = false;

  /** @param steps Steps from 0 to 1, at least 1. */
  constructor(steps: number) {
    this.#steps = steps;
  }

  /** Creates a blend in the state `state`. */
  static at({ steps, done, reversed, held }: BlendState): Blend {
    const blend = new Blend(steps);
    blend.#done = done;
    blend.#direction = reversed ? -1 : 1;
    blend.held = held;
    return blend;
  }

  /** Returns the state as plain JSON. */
  state(): BlendState {
    const { held, reversed } = this;
    return { steps: this.#steps, done: this.#done, reversed, held };
  }

  /** The seed's share, from 0 to 1. */
  get alpha(): number {
    const t = (2 * this.#done) / this.#steps - 1;
    const [low, high] = [sigmoid(-STEEPNESS), sigmoid(STEEPNESS)];
    return (sigmoid(STEEPNESS * t) - low) / (high - low);
  }

  /** Whether the blend moves back to 0. */
  get reversed(): boolean {
    return this.#direction < 0;
  }

  /** Whether the blend reached its end. */
  get complete(): boolean {
    return this.#done === (this.reversed ? 0 : this.#steps);
  }

  /** Advances by one step, unless the blend is held or complete. */
  advance(): void {
    if (!this.held && !this.complete) this.#done += this.#direction;
  }

  /** Reverses the direction from the next step on. */
  reverse(): void {
    this.#direction = this.#direction < 0 ? 1 : -1;
    this.held = false;
  }
}

function sigmoid(x: number): number {
  const share = 1 / (1 + 1 / realPower(Math.E, Math.abs(x)));
  return x < 0 ? 1 - share : share;
}
