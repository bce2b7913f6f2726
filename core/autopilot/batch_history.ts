import type { StepRange } from "../ports/autopilot.ts";

/** Batches that lie together in an epoch's order. */
export interface BatchWindow {
  /** Epochs completed before it. */
  readonly epoch: number;
  /** The first of them, from 0. */
  readonly from: number;
  /** The first that is not of them any more. */
  readonly to: number;
}

/** Steps that are remembered: further back no alarm looks for its batches. */
const LENGTH = 4096;

/** Remembers which batches the last steps were taken on. */
export class BatchHistory {
  readonly #steps = new Float64Array(LENGTH).fill(-1);
  readonly #epochs = new Float64Array(LENGTH);
  readonly #from = new Float64Array(LENGTH);
  readonly #to = new Float64Array(LENGTH);
  #last = -1;

  /** Records the batches of a step; records of later steps are void. */
  add(step: number, { epoch, from, to }: BatchWindow): void {
    const at = step % LENGTH;
    this.#steps[at] = step;
    this.#epochs[at] = epoch;
    this.#from[at] = from;
    this.#to[at] = to;
    this.#last = step;
  }

  /** The batches of `steps`, a window for each epoch; of steps that were not taken yet, those that are to come. */
  windows({ from, to }: StepRange): BatchWindow[] {
    const windows: BatchWindow[] = [];
    let perStep = 1;
    for (let step = from; step <= to; step++) {
      const last = windows.at(-1);
      const place = this.#placeOf(step) ?? (last && { ...last, to: last.to + perStep });
      if (!place) continue;
      perStep = this.#placeOf(step) ? place.to - place.from : perStep;
      if (last?.epoch === place.epoch) windows[windows.length - 1] = { ...last, to: place.to };
      else windows.push(place);
    }
    return windows;
  }

  #placeOf(step: number): BatchWindow | undefined {
    const at = step % LENGTH;
    if (step > this.#last || this.#steps[at] !== step) return undefined;
    const [epoch, from, to] = [this.#epochs[at], this.#from[at], this.#to[at]] as number[];
    return { epoch: epoch as number, from: from as number, to: to as number };
  }
}
