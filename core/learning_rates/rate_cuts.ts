/** A temporary factor on rates. */
export interface RateCut {
  /** Name of the group; null for every group. */
  readonly group: string | null;
  /** Factor from 0 to 1. */
  readonly factor: number;
  /** First update without the cut. */
  readonly untilStep: number;
  /** Reason of the cut. */
  readonly reason: string;
}

/** Cuts in force. Cuts on the same group multiply. */
export class RateCuts {
  #cuts: readonly RateCut[] = [];

  /** All cuts in order of creation. */
  get all(): readonly RateCut[] {
    return this.#cuts;
  }

  set all(cuts: readonly RateCut[]) {
    this.#cuts = cuts;
  }

  add(cut: RateCut): void {
    this.#cuts = [...this.#cuts, cut];
  }

  /** Product of the cuts on `group`; null for those on every group. */
  factorOf(group: string | null): number {
    let factor = 1;
    for (const cut of this.#cuts) if (cut.group === group) factor *= cut.factor;
    return factor;
  }

  /** Removes cuts that end at or before `step` and reports each. */
  expire(step: number, onExpired: (cut: RateCut) => void): void {
    if (!this.#cuts.some((cut) => cut.untilStep <= step)) return;
    for (const cut of this.#cuts) if (cut.untilStep <= step) onExpired(cut);
    this.#cuts = this.#cuts.filter((cut) => cut.untilStep > step);
  }

  rename(from: string, to: string): void {
    this.#cuts = this.#cuts.map((cut) => (cut.group === from ? { ...cut, group: to } : cut));
  }

  drop(group: string): void {
    this.#cuts = this.#cuts.filter((cut) => cut.group !== group);
  }
}
