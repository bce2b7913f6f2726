import type { ColumnReport } from "../../../core/mod.ts";
import { TolariaError } from "../../../core/worker.ts";
import { UNKNOWN } from "./category_fit.ts";
import type { TokensJson } from "./column_json.ts";
import { Counts } from "./counts.ts";
import {
  type BatchRecords,
  badValue,
  type Decoded,
  type FieldCounts,
  type FieldFit,
  type FieldKind,
  type FieldOutput,
  type FieldUse,
  NO_FIT,
  type Place,
  type PreparedField,
  ValueCounter,
} from "./field.ts";
import { type IsMissing, missingRule, toText, type Value } from "./value.ts";

/** Name of the id behind the end of a text. */
const PADDING = "(padding)";

/** Ids before those of the tokens: padding, and unknown. */
const FIRST_ID = 2;

/** Different tokens that are counted before it is an error. */
const LIMIT = 1_000_000;

const WORD = /[\p{L}\p{N}_]+(?:['\u2019][\p{L}]+)*/gu;

/** What was fitted for a text. */
interface TokensFitted {
  /** Known tokens in the order of their ids, from 2. */
  readonly tokens?: readonly string[];
}

class TokensFit implements FieldFit {
  readonly #spec: TokensJson;
  readonly #use: FieldUse;
  readonly #isMissing: IsMissing;
  readonly #counts: Counts<string>;

  constructor(spec: TokensJson, use: FieldUse) {
    this.#spec = spec;
    this.#use = use;
    this.#isMissing = missingRule(spec.missing);
    this.#counts = new Counts(
      LIMIT,
      (limit) =>
        new TolariaError(
          "data/invalid",
          `Field "${use.field}" has more than ${limit} different ${spec.by}s; use tokens({ by: "character" }).`,
        ),
    );
  }

  add(values: readonly Value[], records: Uint32Array, place: Place): void {
    values.forEach((value, at) => {
      if (this.#isMissing(value)) return;
      const text = textOf(this.#use, value, () => place(records[at] as number));
      for (const token of split(this.#spec, text)) this.#counts.add(token);
    });
  }

  state(): unknown {
    return this.#counts.state();
  }

  merge(state: unknown): void {
    this.#counts.merge(state as readonly (readonly [string, number])[]);
  }

  finish(): TokensFitted {
    const { minCount = 1, maxTokens } = this.#spec;
    const kept = this.#counts.sorted().filter(([, count]) => count >= minCount);
    return { tokens: kept.slice(0, maxTokens).map(([token]) => token) };
  }
}

class PreparedTokens implements PreparedField {
  readonly shape: readonly number[];
  readonly dtype: "float32" | "int32";
  readonly classes?: number;
  readonly categories?: readonly string[];
  readonly #spec: TokensJson;
  readonly #use: FieldUse;
  readonly #isMissing: IsMissing;
  readonly #ids: ReadonlyMap<string, number>;
  readonly #counter = new ValueCounter();

  constructor(spec: TokensJson, { tokens = [] }: TokensFitted, use: FieldUse) {
    this.#spec = spec;
    this.#use = use;
    this.#isMissing = missingRule(spec.missing);
    this.shape = [spec.length];
    this.dtype = spec.mask ? "float32" : "int32";
    this.#ids = new Map(tokens.map((token, at) => [token, at + FIRST_ID]));
    if (spec.mask) return;
    this.classes = tokens.length + FIRST_ID;
    this.categories = [PADDING, UNKNOWN, ...tokens];
  }

  write(values: readonly Value[], { out, offset, stride }: FieldOutput, batch: BatchRecords): void {
    const { length, mask } = this.#spec;
    values.forEach((value, at) => {
      const from = offset + at * stride;
      const tokens = this.#tokensOf(value, at, batch);
      tokens.forEach((token, place) => {
        const id = mask ? 1 : (this.#ids.get(token) ?? 1);
        if (id === 1 && !mask) this.#counter.unknown += 1;
        out[from + place] = id;
      });
      out.fill(0, from + tokens.length, from + length);
    });
  }

  weigh(values: readonly Value[], weights: Float32Array): void {
    const { length } = this.#spec;
    // With targets beside it, an example has one weight.
    if (weights.length !== values.length * length) return;
    values.forEach((value, at) => {
      const { length: used } = this.#isMissing(value) ? "" : this.#cut(toText(value) ?? "");
      weights.fill(0, at * length + used, (at + 1) * length);
    });
  }

  weightShape(): readonly number[] | undefined {
    return this.#spec.mask ? undefined : this.shape;
  }

  decode(outputs: ArrayLike<number>): Decoded {
    const { by, length } = this.#spec;
    const classes = outputs.length / length;
    const tokens = Array.from({ length }, (_, at) => {
      const scores = Array.from(
        { length: classes },
        (_, id) => outputs[at * classes + id] as number,
      );
      return scores.indexOf(Math.max(...scores));
    });
    const names = tokens.filter((id) => id > 0).map((id) => this.categories?.[id] ?? UNKNOWN);
    return { value: names.join(by === "word" ? " " : "") };
  }

  takeCounts(): FieldCounts {
    return this.#counter.take();
  }

  report(): ColumnReport {
    const { by, length, mask } = this.#spec;
    return {
      preparation: mask
        ? `where ${by}s are, of ${length}`
        : `${length} ${by}s, of ${this.#ids.size} known`,
    };
  }

  #tokensOf(value: Value | undefined, at: number, { records, place }: BatchRecords): string[] {
    if (!this.#isMissing(value)) {
      return this.#cut(textOf(this.#use, value, () => place(records[at] as number)));
    }
    this.#counter.missing += 1;
    return [];
  }

  #cut(text: string): string[] {
    return split(this.#spec, text).slice(0, this.#spec.length);
  }
}

/** Characters are those of Unicode, not halves of a surrogate pair. */
function split({ by, lowercase }: TokensJson, text: string): string[] {
  const cased = (lowercase ?? by === "word") ? text.toLowerCase() : text;
  return by === "word" ? (cased.match(WORD) ?? []) : [...cased];
}

function textOf(use: FieldUse, value: Value | undefined, where: () => string): string {
  const text = toText(value);
  if (text === undefined) throw badValue(use, "text", value, where());
  return text;
}

/** Text as ids. */
export const TOKENS: FieldKind<TokensJson, TokensFitted> = {
  fit: (spec, use) => (spec.mask ? NO_FIT : new TokensFit(spec, use)),
  prepare: (spec, fitted, use) => new PreparedTokens(spec, fitted, use),
};
