import type { ColumnReport } from "../../../core/mod.ts";
import type { BooleanJson } from "./column_json.ts";
import {
  type BatchRecords,
  badValue,
  type Decoded,
  type FieldCounts,
  type FieldKind,
  type FieldOutput,
  type FieldUse,
  missingValue,
  NO_FIT,
  type PreparedField,
  ValueCounter,
} from "./field.ts";
import { type IsMissing, missingRule, toText, type Value } from "./value.ts";

class PreparedBoolean implements PreparedField {
  readonly shape: readonly number[] = [];
  readonly dtype = "float32";
  readonly #spec: BooleanJson;
  readonly #use: FieldUse;
  readonly #isMissing: IsMissing;
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #counter = new ValueCounter();

  constructor(spec: BooleanJson, use: FieldUse) {
    this.#spec = spec;
    this.#use = use;
    this.#isMissing = missingRule(spec.missing);
    const { true: yes = ["true", "1"], false: no = ["false", "0"] } = spec;
    this.#numbers = new Map([
      ...no.map((text) => [text.toLowerCase(), 0] as const),
      ...yes.map((text) => [text.toLowerCase(), 1] as const),
    ]);
  }

  write(values: readonly Value[], { out, offset, stride }: FieldOutput, batch: BatchRecords): void {
    for (let at = 0; at < values.length; at++) {
      out[offset + at * stride] = this.#numberOf(values[at], at, batch);
    }
  }

  decode(outputs: ArrayLike<number>, squashed: boolean): Decoded {
    const output = outputs[0] as number;
    const probability = squashed ? output : 1 / (1 + Math.exp(-output));
    return {
      value: probability > 0.5,
      probability: Math.max(probability, 1 - probability),
      probabilities: { true: probability, false: 1 - probability },
    };
  }

  takeCounts(): FieldCounts {
    return this.#counter.take();
  }

  report(): ColumnReport {
    const { impute } = this.#spec;
    return { preparation: "true as 1", ...(impute !== undefined && { imputed: String(impute) }) };
  }

  #numberOf(value: Value | undefined, at: number, { records, place }: BatchRecords): number {
    const where = () => place(records[at] as number);
    if (this.#isMissing(value)) {
      this.#counter.missing += 1;
      if (this.#spec.impute !== undefined) return this.#spec.impute ? 1 : 0;
      throw missingValue(this.#use, "boolean({ impute: false })", where());
    }
    const number = this.#numbers.get((toText(value) ?? "").toLowerCase());
    if (number !== undefined) return number;
    const texts = [...this.#numbers.keys()].map((text) => JSON.stringify(text)).join(", ");
    throw badValue(this.#use, `one of ${texts}`, value, where());
  }
}

/** True or false. */
export const BOOLEAN: FieldKind<BooleanJson, object> = {
  fit: () => NO_FIT,
  prepare: (spec, _, use) => new PreparedBoolean(spec, use),
};
