import type { ColumnReport } from "../../../core/mod.ts";
import {
  CATEGORY_WAYS,
  CategoryFit,
  type CategoryFitted,
  MISSING,
  UNKNOWN,
} from "./category_fit.ts";
import { decodeClasses } from "./class_scores.ts";
import type { CategoryJson } from "./column_json.ts";
import {
  type BatchRecords,
  badValue,
  type Decoded,
  type FieldCounts,
  type FieldKind,
  type FieldOutput,
  type FieldUse,
  missingValue,
  type PreparedField,
  ValueCounter,
} from "./field.ts";
import { type IsMissing, missingRule, toText, type Value } from "./value.ts";

/** Id of a value that has none and is left out of a one-hot row. */
const NONE = -1;

class PreparedCategory implements PreparedField {
  readonly shape: readonly number[];
  readonly dtype: "float32" | "int32";
  readonly classes?: number;
  readonly categories: readonly string[];
  readonly #use: FieldUse;
  readonly #spec: CategoryJson;
  readonly #fitted: CategoryFitted;
  readonly #unknown: "bucket" | "zeros" | "error";
  readonly #ids: ReadonlyMap<string, number>;
  readonly #isMissing: IsMissing;
  readonly #weights: Float32Array | undefined;
  readonly #counter = new ValueCounter();

  constructor(spec: CategoryJson, fitted: CategoryFitted, use: FieldUse) {
    this.#use = use;
    this.#spec = spec;
    this.#fitted = fitted;
    this.#unknown = unknownRule(spec, use);
    this.categories =
      this.#unknown === "bucket" ? [...fitted.categories, UNKNOWN] : fitted.categories;
    const { length } = this.categories;
    this.shape = spec.oneHot ? [length] : [];
    this.dtype = spec.oneHot ? "float32" : "int32";
    if (!spec.oneHot) this.classes = length;
    this.#ids = new Map(fitted.categories.map((name, id) => [name, id]));
    this.#isMissing = missingRule(spec.missing);
    this.#weights = spec.classWeights && classWeights(spec.classWeights, fitted, length);
  }

  write(values: readonly Value[], { out, offset, stride }: FieldOutput, batch: BatchRecords): void {
    const width = this.#spec.oneHot ? this.categories.length : 0;
    for (let at = 0; at < values.length; at++) {
      const id = this.#idOf(values[at], at, batch);
      const from = offset + at * stride;
      if (width === 0) out[from] = id;
      else {
        out.fill(0, from, from + width);
        if (id !== NONE) out[from + id] = 1;
      }
    }
  }

  weigh(values: readonly Value[], weights: Float32Array, training: boolean): void {
    if (!training || !this.#weights) return;
    const positions = weights.length / values.length;
    for (let at = 0; at < weights.length; at++) {
      const id = this.#find(values[Math.floor(at / positions)]);
      weights[at] =
        (weights[at] as number) * (this.#weights[id ?? this.#fitted.categories.length] ?? 1);
    }
  }

  weightShape(training: boolean): readonly number[] | undefined {
    return training && this.#weights ? [] : undefined;
  }

  decode(outputs: ArrayLike<number>, squashed: boolean): Decoded {
    return decodeClasses(outputs, this.categories, squashed);
  }

  takeCounts(): FieldCounts {
    return this.#counter.take();
  }

  report(): ColumnReport {
    const { missing, fill } = this.#fitted;
    return {
      preparation: this.#spec.oneHot ? "category, one-hot" : "category",
      categories: this.categories,
      ...(missing > 0 && { missing }),
      ...(fill !== undefined && { imputed: fill }),
    };
  }

  /** Returns the id of a value; undefined if it is unknown. */
  #find(value: Value | undefined): number | undefined {
    if (!this.#isMissing(value)) return this.#ids.get(toText(value) as string);
    const { missingAs } = this.#spec;
    return this.#ids.get(this.#fitted.fill ?? (missingAs === "category" ? MISSING : ""));
  }

  #idOf(value: Value | undefined, at: number, { records, place }: BatchRecords): number {
    const id = this.#find(value);
    const missing = this.#isMissing(value);
    if (missing) this.#counter.missing += 1;
    if (id !== undefined) return id;
    const where = () => place(records[at] as number);
    if (missing && this.#fitted.fill === undefined && this.#spec.missingAs === undefined) {
      throw missingValue(this.#use, CATEGORY_WAYS, where());
    }
    if (this.#unknown === "error") throw badValue(this.#use, this.#known(), value, where());
    if (!missing) this.#counter.unknown += 1;
    return this.#unknown === "bucket" ? this.#fitted.categories.length : NONE;
  }

  #known(): string {
    const { categories } = this.#fitted;
    const some = categories.slice(0, 10).map((name) => JSON.stringify(name));
    const more =
      categories.length > some.length ? ` and ${categories.length - some.length} more` : "";
    return `one of the categories of the training records, ${some.join(", ")}${more}`;
  }
}

/** What becomes of an unknown value if the column does not say so. */
function unknownRule(spec: CategoryJson, { role }: FieldUse): "bucket" | "zeros" | "error" {
  if (spec.unknown) return spec.unknown;
  if (role === "target") return "error";
  // A bucket that no training record is in would have weights that are never trained.
  const trained = spec.minCount !== undefined || spec.maxCategories !== undefined;
  return spec.oneHot && !trained && spec.missingAs !== "unknown" ? "zeros" : "bucket";
}

/** Weight of each class. Balanced: n / (classes * count), as in scikit-learn. */
function classWeights(
  rule: NonNullable<CategoryJson["classWeights"]>,
  { categories, counts, rare }: CategoryFitted,
  classes: number,
): Float32Array {
  const all = [...counts, ...(classes > counts.length ? [rare] : [])];
  if (rule !== "balanced") return Float32Array.from(categories, (name) => rule[name] ?? 1);
  const total = all.reduce((sum, count) => sum + count, 0);
  const met = all.filter((count) => count > 0).length;
  return Float32Array.from(all, (count) => (count > 0 ? total / (met * count) : 1));
}

/** Categories by name. */
export const CATEGORY: FieldKind<CategoryJson, CategoryFitted> = {
  fit: (spec, use) => new CategoryFit(spec, use),
  prepare: (spec, fitted, use) => new PreparedCategory(spec, fitted, use),
};
