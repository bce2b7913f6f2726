import type { RandomState, RandomStream } from "../random.ts";
import type { EpochOrder } from "./epoch_order.ts";
import { shuffle } from "./shuffle.ts";

/** One permutation of all examples each epoch: 4 bytes an example. */
export class FullShuffle implements EpochOrder {
  readonly #stream: RandomStream;
  readonly #order: Uint32Array;
  #state: RandomState;

  constructor(size: number, stream: RandomStream) {
    this.#stream = stream;
    this.#order = new Uint32Array(size);
    this.#state = stream.state();
    this.draw();
  }

  get state(): RandomState {
    return this.#state;
  }

  draw(state?: RandomState): void {
    if (state) this.#stream.restore(state);
    this.#state = this.#stream.state();
    for (let at = 0; at < this.#order.length; at++) this.#order[at] = at;
    shuffle(this.#order, this.#stream);
  }

  indices(from: number, to: number): Uint32Array {
    return this.#order.slice(from, to);
  }
}
