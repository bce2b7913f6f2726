import type { ExampleSequence } from "../ports/dataset.ts";
import { type EpochOrder, type EpochState, indicesBetween } from "./epoch_order.ts";

/** The order of examples that come one after the other: an epoch is known by its number. */
export class SequenceOrder implements EpochOrder {
  readonly #sequence: ExampleSequence;
  #epoch = -1;

  constructor(sequence: ExampleSequence) {
    this.#sequence = sequence;
    this.draw();
  }

  get state(): EpochState {
    return [this.#epoch];
  }

  draw(state?: EpochState): void {
    this.#epoch = state?.[0] ?? this.#epoch + 1;
    this.#sequence.begin(this.#epoch);
  }

  indices(from: number, to: number): Uint32Array {
    return indicesBetween(from, to);
  }
}
