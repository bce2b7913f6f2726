import type { RateCell } from "../ports/optimizer.ts";
import type { RateViolation, ViolationMoment } from "../ports/reports/rate_report.ts";

/** A group whose optimizer may store its rate. */
interface RatedOptimizer {
  readonly name: string;
  readonly optimizer: { readonly rateCell?: RateCell };
}

const TOLERANCE = 1e-6;

/** A violation in words. */
export function violationMessage({ group, expected, found, moment }: RateViolation): string {
  return `learning rate of group "${group}" must be ${expected}, as the authority set it: found ${found} ${moment}; put back`;
}

/**
 * Keeps the rate that an optimizer has to store equal to the authority's.
 *
 * The rate is written just before each update and verified just after it, and at the start of each step: one
 * that moved by more than 1e-6 of itself is reported and put back in the same step.
 */
export class RateIntegrity {
  readonly #onViolation: (violation: RateViolation) => void;
  /** What each cell was last given. Weak: an optimizer that is swapped out takes its cell with it. */
  readonly #written = new WeakMap<RateCell, number>();
  #step = -1;
  #lastViolationStep = Number.NEGATIVE_INFINITY;
  #inARow = 0;

  /** @param onViolation Called with each violation, after the rate was put back. */
  constructor(onViolation: (violation: RateViolation) => void) {
    this.#onViolation = onViolation;
  }

  /** Steps in a row, up to the last one that was looked at, in which a rate had moved. */
  get consecutiveViolations(): number {
    return this.#step - this.#lastViolationStep <= 1 ? this.#inARow : 0;
  }

  /** Whether nobody wrote the rate since the last step; to be asked at the start of `step`. */
  verify(group: string, cell: RateCell | undefined, step: number): boolean {
    return cell === undefined || this.#holds(group, cell, step, "between steps");
  }

  /** {@link verify} for every group. */
  verifyAll(groups: Iterable<RatedOptimizer>, step: number): void {
    for (const { name, optimizer } of groups) this.verify(name, optimizer.rateCell, step);
  }

  /** Writes the rate that the update of `step` is to use. Returns whether it had not moved since the last one. */
  before(group: string, cell: RateCell, rate: number, step: number): boolean {
    const held = this.#holds(group, cell, step, "between steps");
    cell.write(rate);
    this.#written.set(cell, rate);
    return held;
  }

  /** Whether the update left the rate as it was. */
  after(group: string, cell: RateCell, step: number): boolean {
    return this.#holds(group, cell, step, "during the update");
  }

  /** Runs `update` at `rate` between the two checks; an optimizer that stores no rate needs none. */
  around(
    group: string,
    cell: RateCell | undefined,
    rate: number,
    step: number,
    update: () => void,
  ): void {
    if (cell) this.before(group, cell, rate, step);
    update();
    if (cell) this.after(group, cell, step);
  }

  #holds(group: string, cell: RateCell, step: number, moment: ViolationMoment): boolean {
    this.#step = step;
    const expected = this.#written.get(cell);
    if (expected === undefined) return true;
    const found = cell.read();
    if (Math.abs(found - expected) <= TOLERANCE * expected) return true;
    cell.write(expected);
    this.#count(step);
    this.#onViolation({ group, expected, found, step, moment });
    return false;
  }

  #count(step: number): void {
    if (step === this.#lastViolationStep) return;
    this.#inARow = step === this.#lastViolationStep + 1 ? this.#inARow + 1 : 1;
    this.#lastViolationStep = step;
  }
}
