import { TolariaError } from "../../../core/worker.ts";
import type { NumberImpute, NumberStep } from "./column_json.ts";
import { Counts } from "./counts.ts";
import type { FieldUse } from "./field.ts";
import { Median, type MedianState } from "./median.ts";
import { LARGEST, Moments, type MomentsState } from "./moments.ts";
import { isFitted, type NumberFitted, stagesOf } from "./number_steps.ts";

/** Different numbers among which the most frequent one is looked for. */
const MODE_LIMIT = 1_000_000;

interface NumberState {
  readonly count: number;
  readonly missing: number;
  readonly mean?: MomentsState | undefined;
  readonly median?: MedianState | undefined;
  readonly mode?: readonly (readonly [number, number])[] | undefined;
  readonly moments?: MomentsState | undefined;
}

/** Learns what one number's preparation needs: its own values for what is imputed, changed ones for the scaling. */
export class NumberStatistics {
  readonly #use: FieldUse;
  readonly #impute: NumberImpute | undefined;
  readonly #scaling: NumberStep | undefined;
  readonly #before: (value: number) => number;
  #count = 0;
  #missing = 0;
  readonly #mean: Moments | undefined;
  readonly #median: Median | undefined;
  readonly #mode: Counts<number> | undefined;
  readonly #moments: Moments | undefined;

  constructor(impute: NumberImpute | undefined, steps: readonly NumberStep[], use: FieldUse) {
    const at = steps.findIndex(isFitted);
    this.#use = use;
    this.#impute = impute;
    this.#scaling = steps[at];
    this.#before = changeOf(steps.slice(0, Math.max(at, 0)));
    if (impute === "mean") this.#mean = new Moments();
    if (impute === "median") this.#median = new Median(use.medianLimit);
    if (impute === "mode") this.#mode = new Counts(MODE_LIMIT, (limit) => this.#tooMany(limit));
    if (this.#scaling) this.#moments = new Moments();
  }

  /** Adds a value. @returns Why it cannot be learnt from, as the end of "must be ...". */
  add(value: number): string | undefined {
    this.#count += 1;
    if (this.#mean && !(Math.abs(value) <= LARGEST)) return `at most ${LARGEST} in magnitude`;
    this.#mean?.add(value);
    this.#median?.add(value);
    this.#mode?.add(value);
    if (!this.#moments) return undefined;
    const changed = this.#before(value);
    if (!(Math.abs(changed) <= LARGEST)) return "a number that its steps keep finite";
    this.#moments.add(changed);
    return undefined;
  }

  /** Counts a missing value. */
  addMissing(): void {
    this.#missing += 1;
  }

  state(): NumberState {
    return {
      count: this.#count,
      missing: this.#missing,
      mean: this.#mean?.state(),
      median: this.#median?.state(),
      mode: this.#mode?.state(),
      moments: this.#moments?.state(),
    };
  }

  merge(state: NumberState): void {
    this.#count += state.count;
    this.#missing += state.missing;
    if (state.mean) this.#mean?.merge(state.mean);
    if (state.median) this.#median?.merge(state.median);
    if (state.mode) this.#mode?.merge(state.mode);
    if (state.moments) this.#moments?.merge(state.moments);
  }

  finish(): NumberFitted {
    const fill = this.#fill();
    const seen = {
      count: this.#count,
      missing: this.#missing,
      ...(fill !== undefined && { fill }),
    };
    if (!this.#moments) return seen;
    const filled = fill === undefined ? 0 : this.#missing;
    if (this.#count + filled === 0) throw this.#error("is missing in every training record");
    const moments = this.#moments.result(filled, fill === undefined ? 0 : this.#before(fill));
    const { mean, deviation, min, max } = moments;
    return this.#scaling?.step === "minMax" ? { ...seen, min, max } : { ...seen, mean, deviation };
  }

  #fill(): number | undefined {
    if (this.#impute === undefined || typeof this.#impute === "number") return this.#impute;
    if (this.#count === 0) {
      throw this.#error(`is missing in every training record: it has no ${this.#impute}`);
    }
    return this.#mean?.mean() ?? this.#median?.result() ?? this.#mode?.sorted()[0]?.[0];
  }

  #tooMany(limit: number): TolariaError {
    return this.#error(
      `has more than ${limit} different values; impute the median instead of the mode`,
    );
  }

  #error(rule: string): TolariaError {
    return new TolariaError("data/invalid", `Field "${this.#use.field}" ${rule}.`);
  }
}

/** Returns steps without fitted numbers as a function. */
function changeOf(steps: readonly NumberStep[]): (value: number) => number {
  if (steps.length === 0) return (value) => value;
  const one = new Float64Array(1);
  const stages = stagesOf(steps, { count: 0, missing: 0 });
  return (value) => {
    one[0] = value;
    for (const stage of stages) stage(one, 1);
    return one[0];
  };
}
