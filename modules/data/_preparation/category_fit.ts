import { TolariaError } from "../../../core/worker.ts";
import type { CategoryJson } from "./column_json.ts";
import { Counts } from "./counts.ts";
import { badValue, type FieldFit, type FieldUse, missingValue, type Place } from "./field.ts";
import { type IsMissing, missingRule, toText, type Value } from "./value.ts";

/** Name of the category of missing values. */
export const MISSING = "(missing)";

/** Name of the category of values that are in no other. */
export const UNKNOWN = "(unknown)";

/** Different categories of a field. @see {@link CategoryJson.limit} */
const LIMIT = 100_000;

/** What was fitted for a category. */
export interface CategoryFitted {
  /** Known categories in the order of their ids. */
  readonly categories: readonly string[];
  /** How many training values are in each of them. */
  readonly counts: readonly number[];
  /** Training values that are in none of them. */
  readonly rare: number;
  readonly missing: number;
  /** Category of a missing value. */
  readonly fill?: string;
}

interface CategoryState {
  readonly counts: readonly (readonly [string, number])[];
  readonly missing: number;
}

/** Says what takes the place of a missing category. */
export const CATEGORY_WAYS = `.impute("mode") or category({ missingAs: "category" })`;

/** Counts the categories of the training records. */
export class CategoryFit implements FieldFit {
  readonly #use: FieldUse;
  readonly #spec: CategoryJson;
  readonly #isMissing: IsMissing;
  readonly #counts: Counts<string>;
  #missing = 0;

  constructor(spec: CategoryJson, use: FieldUse) {
    this.#use = use;
    this.#spec = spec;
    this.#isMissing = missingRule(spec.missing);
    this.#counts = new Counts(spec.limit ?? LIMIT, (limit) =>
      this.#error(
        `has more than ${limit} different values; use hashed(buckets), or raise "limit" of category()`,
      ),
    );
  }

  add(values: readonly Value[], records: Uint32Array, place: Place): void {
    const { impute, missingAs } = this.#spec;
    values.forEach((value, at) => {
      if (this.#isMissing(value)) {
        if (impute === undefined && missingAs === undefined) {
          throw missingValue(this.#use, CATEGORY_WAYS, place(records[at] as number));
        }
        this.#missing += 1;
        return;
      }
      const text = toText(value);
      if (text === undefined) {
        throw badValue(
          this.#use,
          "text, a number or a boolean",
          value,
          place(records[at] as number),
        );
      }
      this.#counts.add(text);
    });
  }

  state(): CategoryState {
    return { counts: this.#counts.state(), missing: this.#missing };
  }

  merge(state: unknown): void {
    const { counts, missing } = state as CategoryState;
    this.#counts.merge(counts);
    this.#missing += missing;
  }

  finish(): CategoryFitted {
    const { impute, missingAs } = this.#spec;
    const fill = this.#fill();
    // Missing values count as what takes their place.
    const category = impute === undefined && missingAs === "category" ? MISSING : fill;
    if (category !== undefined && this.#missing > 0) this.#counts.add(category, this.#missing);
    const sorted = this.#counts.sorted();
    const kept = this.#kept(sorted);
    const total = sorted.reduce((sum, [, count]) => sum + count, 0);
    const known = kept.reduce((sum, [, count]) => sum + count, 0);
    const rare =
      total - known + (missingAs === "unknown" && fill === undefined ? this.#missing : 0);
    return {
      categories: kept.map(([name]) => name),
      counts: kept.map(([, count]) => count),
      rare,
      missing: this.#missing,
      ...(fill !== undefined && { fill }),
    };
  }

  #fill(): string | undefined {
    const { impute } = this.#spec;
    if (impute !== "mode") return impute?.value;
    const [mode] = this.#counts.sorted();
    if (!mode) throw this.#error("is missing in every training record: it has no mode");
    return mode[0];
  }

  #kept(sorted: readonly (readonly [string, number])[]): readonly (readonly [string, number])[] {
    const { categories, minCount = 1, maxCategories } = this.#spec;
    if (categories) {
      const counts = new Map(sorted);
      return categories.map((name) => [name, counts.get(name) ?? 0]);
    }
    const kept = sorted.filter(([, count]) => count >= minCount).slice(0, maxCategories);
    if (kept.length > 0) return kept;
    throw this.#error(
      sorted.length === 0
        ? "is missing in every training record"
        : `has no category that occurs ${minCount} times or more in the training records`,
    );
  }

  #error(rule: string): TolariaError {
    return new TolariaError("data/invalid", `Field "${this.#use.field}" ${rule}.`);
  }
}
