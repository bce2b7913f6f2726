import type { Feeder } from "../data/feeder.ts";
import type { BatchWindow } from "./batch_history.ts";

/** Largest share of an epoch's batches in quarantine: an epoch must not be skipped. */
const MOST = 0.5;

/** Batches that are left out when their turn comes. */
export class Quarantine {
  #windows: readonly BatchWindow[] = [];

  /** Every window, in the order in which they came. */
  get windows(): readonly BatchWindow[] {
    return this.#windows;
  }

  /** Adds windows as they were given by {@link windows}; those that are there already are not doubled. */
  merge(windows: readonly BatchWindow[]): void {
    const same = (a: BatchWindow) => (b: BatchWindow) =>
      a.epoch === b.epoch && a.from === b.from && a.to === b.to;
    this.#windows = [
      ...this.#windows,
      ...windows.filter((window) => !this.#windows.some(same(window))),
    ];
  }

  /**
   * Puts batches into quarantine, as far as that leaves at least half of an epoch to train on.
   *
   * @returns Batches that were not in it before.
   */
  add(windows: readonly BatchWindow[], batchesPerEpoch: number): number {
    let added = 0;
    for (const window of windows) {
      const clipped = { ...window, to: Math.min(window.to, batchesPerEpoch) };
      const before = this.#countIn(window.epoch, this.#windows, batchesPerEpoch);
      const after = this.#countIn(window.epoch, [...this.#windows, clipped], batchesPerEpoch);
      if (after === before || after > MOST * batchesPerEpoch) continue;
      this.merge([clipped]);
      added += after - before;
    }
    return added;
  }

  /** Leaves out what is next in `feeder` for as long as that is in quarantine. Returns how many batches. */
  skipQuarantined(feeder: Feeder, epoch: number): number {
    if (this.#windows.length === 0) return 0;
    let skipped = 0;
    while (!feeder.atEpochEnd && this.#has(epoch, feeder.position)) {
      feeder.skip();
      skipped += 1;
    }
    return skipped;
  }

  #has(epoch: number, batch: number): boolean {
    return this.#windows.some((one) => one.epoch === epoch && one.from <= batch && batch < one.to);
  }

  #countIn(epoch: number, windows: readonly BatchWindow[], batchesPerEpoch: number): number {
    const within = windows.filter((window) => window.epoch === epoch);
    let count = 0;
    for (let batch = 0; batch < batchesPerEpoch; batch++) {
      if (within.some(({ from, to }) => from <= batch && batch < to)) count += 1;
    }
    return count;
  }
}
