/** A factor on rates that is taken off again. */
export interface RateCut {
  /** The group that is cut; null for every group. */
  readonly group: string | null;
  /** From 0 to 1. */
  readonly factor: number;
  /** First update that is not cut any more. */
  readonly untilStep: number;
  /** Why, for people. */
  readonly reason: string;
}

/** The cuts in force; those on one group multiply. */
export class RateCuts {
  #cuts: readonly RateCut[] = [];

  /** All of them, in the order of their making. */
  get all(): readonly RateCut[] {
    return this.#cuts;
  }

  set all(cuts: readonly RateCut[]) {
    this.#cuts = cuts;
  }

  add(cut: RateCut): void {
    this.#cuts = [...this.#cuts, cut];
  }

  /** Product of the cuts that name `group`; null for those on every group. */
  factorOf(group: string | null): number {
    let factor = 1;
    for (const cut of this.#cuts) if (cut.group === group) factor *= cut.factor;
    return factor;
  }

  /** Takes off what ends at or before `step`, telling each. */
  expire(step: number, tell: (cut: RateCut) => void): void {
    if (!this.#cuts.some((cut) => cut.untilStep <= step)) return;
    for (const cut of this.#cuts) if (cut.untilStep <= step) tell(cut);
    this.#cuts = this.#cuts.filter((cut) => cut.untilStep > step);
  }

  rename(from: string, to: string): void {
    this.#cuts = this.#cuts.map((cut) => (cut.group === from ? { ...cut, group: to } : cut));
  }

  drop(group: string): void {
    this.#cuts = this.#cuts.filter((cut) => cut.group !== group);
  }
}
