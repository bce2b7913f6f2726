import { parseOptions } from "../../../core/mod.ts";
import type { CategoryJson, ClassWeights, HashedJson } from "../_preparation/mod.ts";
import type { ColumnSpec, FieldOptions } from "./column_spec.ts";
import { CategorySchema, HashedSchema } from "./schemas.ts";

/** Which categories there are, and what becomes of other values. */
export interface CategoryOptions extends FieldOptions {
  /** The categories in the order of their ids. @default those of the training records, the most frequent one first */
  readonly categories?: readonly string[];
  /** Training records that a category must be in at least; rarer ones are unknown. @default 1 */
  readonly minCount?: number;
  /** Categories to know at most, the most frequent ones. @default no limit */
  readonly maxCategories?: number;
  /** Different values that are counted before it is an error. @default 100,000 */
  readonly limit?: number;
  /**
   * What an unknown value becomes: a category of its own, behind the others; zeros in a one-hot row; or an error.
   * @default "error" for a target, "zeros" if it is one-hot and no training record could be unknown, else "bucket"
   */
  readonly unknown?: "bucket" | "zeros" | "error";
  /** What a missing value becomes: a category of its own, or unknown. @default an error */
  readonly missingAs?: "category" | "unknown";
  /** Weights of the examples by their class, for training alone. @default 1 each */
  readonly classWeights?: ClassWeights;
}

/** A category of a field, each method a new column. */
export class CategoryColumn implements ColumnSpec {
  readonly #json: CategoryJson;

  /** Used by {@link category}. */
  constructor(json: CategoryJson) {
    this.#json = parseOptions("make category()", CategorySchema, json);
  }

  /** Replaces missing values by the most frequent category of the training records, or by one of your own. */
  impute(value: "mode" | { readonly value: string }): CategoryColumn {
    return new CategoryColumn({ ...this.#json, impute: value });
  }

  /** Makes a row of 0 and a single 1: float32 of shape [categories]. */
  oneHot(): CategoryColumn {
    return new CategoryColumn({ ...this.#json, oneHot: true });
  }

  /** Returns the column as plain data. */
  toJSON(): CategoryJson {
    return this.#json;
  }
}

/**
 * One of several categories: its id, int32 of shape [], with the names as the column's `categories`.
 *
 * Ids follow how often categories occur in the training records; of equally frequent ones the smaller name comes first.
 */
export function category(options: CategoryOptions = {}): CategoryColumn {
  return new CategoryColumn({ kind: "category", ...options });
}

/** A category by its hash, each method a new column. */
export class HashedColumn implements ColumnSpec {
  readonly #json: HashedJson;

  /** Used by {@link hashed}. */
  constructor(json: HashedJson) {
    this.#json = parseOptions("make hashed()", HashedSchema, json);
  }

  /** Makes a row of 0 and a single 1: float32 of shape [buckets]. */
  oneHot(): HashedColumn {
    return new HashedColumn({ ...this.#json, oneHot: true });
  }

  /** Returns the column as plain data. */
  toJSON(): HashedJson {
    return this.#json;
  }
}

/**
 * A value by its hash, for fields with too many values to know each: int32 of shape [], in [0, buckets). Several values may
 * share a bucket, and none is unknown.
 */
export function hashed(
  buckets: number,
  options: FieldOptions & {
    /** Hashes a missing value like any other. @default an error */
    readonly missingAs?: "category";
  } = {},
): HashedColumn {
  return new HashedColumn({ kind: "hashed", buckets, ...options });
}
