import type { ColumnReport } from "../../../core/mod.ts";
import type { DateJson, DatePart, NumberJson } from "./column_json.ts";
import { angleOf, partOf, recurs, toTime } from "./date_parts.ts";
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
} from "./field.ts";
import { NUMBER } from "./number_field.ts";
import type { NumberFitted } from "./number_steps.ts";
import { missingRule, type Value } from "./value.ts";

/** What was fitted for each part; unused for those that are angles. */
interface DateFitted {
  readonly parts: readonly NumberFitted[];
}

const STANDARDIZED: NumberJson = { kind: "number", steps: [{ step: "standardize" }] };

class DateFit implements FieldFit {
  readonly #spec: DateJson;
  readonly #use: FieldUse;
  readonly #fits: readonly FieldFit[];

  constructor(spec: DateJson, use: FieldUse) {
    this.#spec = spec;
    this.#use = use;
    this.#fits = spec.parts.map(() => NUMBER.fit(STANDARDIZED, use));
  }

  add(values: readonly Value[], records: Uint32Array, place: Place): void {
    const times = timesOf(this.#spec, this.#use, values, (at) => place(records[at] as number));
    this.#spec.parts.forEach((part, at) => {
      const own = times.map((time) => partOf(part, time));
      this.#fits[at]?.add(own, records, place);
    });
  }

  state(): readonly unknown[] {
    return this.#fits.map((fit) => fit.state());
  }

  merge(state: unknown): void {
    this.#fits.forEach((fit, at) => {
      fit.merge((state as readonly unknown[])[at]);
    });
  }

  finish(): DateFitted {
    return { parts: this.#fits.map((fit) => fit.finish() as NumberFitted) };
  }
}

class PreparedDate implements PreparedField {
  readonly shape: readonly number[];
  readonly dtype = "float32";
  readonly #spec: DateJson;
  readonly #use: FieldUse;
  readonly #parts: readonly PreparedField[];

  constructor(spec: DateJson, { parts }: DateFitted, use: FieldUse) {
    this.#spec = spec;
    this.#use = use;
    this.#parts = parts.map((fitted) => NUMBER.prepare(STANDARDIZED, fitted as never, use));
    this.shape = [spec.parts.reduce((width, part) => width + (this.#isAngle(part) ? 2 : 1), 0)];
  }

  write(values: readonly Value[], to: FieldOutput, batch: BatchRecords): void {
    const { records, place } = batch;
    const times = timesOf(this.#spec, this.#use, values, (at) => place(records[at] as number));
    const { out, stride } = to;
    let offset = to.offset;
    this.#spec.parts.forEach((part, at) => {
      const own = times.map((time) => partOf(part, time));
      if (!this.#isAngle(part)) {
        this.#parts[at]?.write(own, { out, offset, stride }, batch);
        offset += 1;
        return;
      }
      own.forEach((value, row) => {
        const angle = angleOf(part, value);
        out[offset + row * stride] = Math.sin(angle);
        out[offset + row * stride + 1] = Math.cos(angle);
      });
      offset += 2;
    });
  }

  decode(outputs: ArrayLike<number>): Decoded {
    return { value: Array.from(outputs) };
  }

  takeCounts(): FieldCounts {
    return { missing: 0, unknown: 0 };
  }

  report(): ColumnReport {
    const parts = this.#spec.parts.map((part) =>
      this.#isAngle(part) ? `${part} as an angle` : `${part} standardized`,
    );
    return { preparation: parts.join(", ") };
  }

  #isAngle(part: DatePart): boolean {
    return recurs(part) && this.#spec.cyclic !== false;
  }
}

function timesOf(
  { missing }: DateJson,
  use: FieldUse,
  values: readonly Value[],
  where: (at: number) => string,
): readonly number[] {
  const isMissing = missingRule(missing);
  return values.map((value, at) => {
    if (isMissing(value)) throw missingValue(use, undefined, where(at));
    const time = toTime(value);
    if (!Number.isNaN(time)) return time;
    throw badValue(use, "a date such as 2000-01-03 or 2000-01-03T09:30Z", value, where(at));
  });
}

/** Parts of dates. */
export const DATE: FieldKind<DateJson, DateFitted> = {
  fit: (spec, use) => new DateFit(spec, use),
  prepare: (spec, fitted, use) => new PreparedDate(spec, fitted, use),
};
