import type { ColumnReport } from "../../../core/mod.ts";
import type { NumberJson } from "./column_json.ts";
import {
  type BatchRecords,
  badValue,
  type Decoded,
  type FieldCounts,
  type FieldFit,
  type FieldKind,
  type FieldOutput,
  type FieldUse,
  missingValue,
  type Place,
  type PreparedField,
  ValueCounter,
} from "./field.ts";
import { NumberStatistics } from "./number_fit.ts";
import { describeSteps, inverseOf, type NumberFitted, stagesOf } from "./number_steps.ts";
import { type IsMissing, missingRule, toNumber, type Value } from "./value.ts";

const WAYS = `.impute("median"), .impute("mean") or .impute(0)`;

class NumberFit implements FieldFit {
  readonly #use: FieldUse;
  readonly #isMissing: IsMissing;
  readonly #imputes: boolean;
  readonly #statistics: NumberStatistics;

  constructor({ impute, steps = [], missing }: NumberJson, use: FieldUse) {
    this.#use = use;
    this.#isMissing = missingRule(missing);
    this.#imputes = impute !== undefined;
    this.#statistics = new NumberStatistics(impute, steps, use);
  }

  add(values: readonly Value[], records: Uint32Array, place: Place): void {
    for (let at = 0; at < values.length; at++) {
      const value = values[at];
      const record = records[at] as number;
      if (this.#isMissing(value)) {
        if (!this.#imputes) throw missingValue(this.#use, WAYS, place(record));
        this.#statistics.addMissing();
        continue;
      }
      const number = toNumber(value);
      if (!Number.isFinite(number))
        throw badValue(this.#use, "a finite number", value, place(record));
      const fault = this.#statistics.add(number);
      if (fault !== undefined) throw badValue(this.#use, fault, value, place(record));
    }
  }

  state(): unknown {
    return this.#statistics.state();
  }

  merge(state: unknown): void {
    this.#statistics.merge(state as ReturnType<NumberStatistics["state"]>);
  }

  finish(): NumberFitted {
    return this.#statistics.finish();
  }
}

class PreparedNumber implements PreparedField {
  readonly shape: readonly number[] = [];
  readonly dtype = "float32";
  readonly #use: FieldUse;
  readonly #spec: NumberJson;
  readonly #fitted: NumberFitted;
  readonly #isMissing: IsMissing;
  /** Whether some texts or numbers mean that a value is missing. */
  readonly #marked: boolean;
  readonly #stages: ReturnType<typeof stagesOf>;
  readonly #inverse: (value: number) => number;
  readonly #counter = new ValueCounter();
  #numbers = new Float64Array(0);

  constructor(spec: NumberJson, fitted: NumberFitted, use: FieldUse) {
    this.#use = use;
    this.#spec = spec;
    this.#fitted = fitted;
    this.#isMissing = missingRule(spec.missing);
    this.#marked = (spec.missing ?? []).length > 0;
    this.#stages = stagesOf(spec.steps ?? [], fitted);
    this.#inverse = inverseOf(spec.steps ?? [], fitted);
  }

  write(values: readonly Value[], to: FieldOutput, batch: BatchRecords): void {
    const { length } = values;
    if (this.#numbers.length < length) this.#numbers = new Float64Array(length);
    const numbers = this.#numbers;
    for (let at = 0; at < length; at++) {
      const value = values[at];
      const number = this.#numberOf(value);
      numbers[at] = Number.isNaN(number) ? this.#filled(value, at, batch) : number;
    }
    for (const stage of this.#stages) stage(numbers, length);
    const { out, offset, stride } = to;
    for (let at = 0; at < length; at++) {
      const number = Math.fround(numbers[at] as number);
      if (number - number !== 0) throw this.#notFinite(values[at], at, batch);
      out[offset + at * stride] = number;
    }
  }

  decode([output = Number.NaN]: ArrayLike<number> & Iterable<number>): Decoded {
    return { value: this.#inverse(output) };
  }

  takeCounts(): FieldCounts {
    return this.#counter.take();
  }

  report(): ColumnReport {
    const { missing, fill } = this.#fitted;
    return {
      preparation: describeSteps(this.#spec.steps ?? [], this.#fitted),
      ...(missing > 0 && { missing }),
      ...(fill !== undefined && { imputed: fill }),
    };
  }

  /** Returns NaN for what is no number, and for a number that means that the value is missing. */
  #numberOf(value: Value | undefined): number {
    if (this.#marked && this.#isMissing(value)) return Number.NaN;
    return typeof value === "number" ? value : toNumber(value);
  }

  /** What takes the place of a missing value. @throws {TolariaError} `data/invalid` for another that is no number. */
  #filled(value: Value | undefined, at: number, { records, place }: BatchRecords): number {
    const where = () => place(records[at] as number);
    if (!this.#isMissing(value)) throw badValue(this.#use, "a number", value, where());
    this.#counter.missing += 1;
    if (this.#fitted.fill === undefined) throw missingValue(this.#use, WAYS, where());
    return this.#fitted.fill;
  }

  #notFinite(value: Value | undefined, at: number, { records, place }: BatchRecords): Error {
    const rule = "a number that is finite as float32 once it is prepared";
    return badValue(this.#use, rule, value, place(records[at] as number));
  }
}

/** Single numbers. */
export const NUMBER: FieldKind<NumberJson, NumberFitted> = {
  fit: (spec, use) => new NumberFit(spec, use),
  prepare: (spec, fitted, use) => new PreparedNumber(spec, fitted, use),
};
