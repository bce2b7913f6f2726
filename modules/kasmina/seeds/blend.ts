import { realPower } from "../../../core/mod.ts";

/** How steep the sigmoid is: its argument runs from minus to plus this. */
const STEEPNESS = 6;

/** Where a blend stands, as plain JSON. */
export interface BlendState {
  readonly steps: number;
  readonly done: number;
  readonly reversed: boolean;
  readonly held: boolean;
}

/**
 * The share of a seed in its slot's output, moved once per step.
 *
 *     alpha(k) = (s(c (2 k / d - 1)) - s(-c)) / (s(c) - s(-c)),  s(x) = 1 / (1 + exp(-x)),  c = 6
 *
 * after k of d steps: 0 before the first, a half in the middle, 1 after the last; the same on every runtime.
 */
export class Blend {
  readonly #steps: number;
  #done = 0;
  #direction: 1 | -1 = 1;
  /** Whether it stands still. */
  held = false;

  /** @param steps How many it takes from 0 to 1, at least 1. */
  constructor(steps: number) {
    this.#steps = steps;
  }

  /** A blend that stands where `state` was taken. */
  static at({ steps, done, reversed, held }: BlendState): Blend {
    const blend = new Blend(steps);
    blend.#done = done;
    blend.#direction = reversed ? -1 : 1;
    blend.held = held;
    return blend;
  }

  /** Where it stands. */
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

  /** Whether it goes back to 0. */
  get reversed(): boolean {
    return this.#direction < 0;
  }

  /** Whether it has come to where it goes. */
  get complete(): boolean {
    return this.#done === (this.reversed ? 0 : this.#steps);
  }

  /** Moves on by one step, unless it is held or has arrived. */
  advance(): void {
    if (!this.held && !this.complete) this.#done += this.#direction;
  }

  /** Goes back the way that it came, from the next step on. */
  reverse(): void {
    this.#direction = this.#direction < 0 ? 1 : -1;
    this.held = false;
  }
}

function sigmoid(x: number): number {
  const share = 1 / (1 + 1 / realPower(Math.E, Math.abs(x)));
  return x < 0 ? 1 - share : share;
}
