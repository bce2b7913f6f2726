import { parseOptions } from "../../../core/mod.ts";
import type { z } from "../../../deps.ts";
import type { NumberImpute, NumberJson, NumberStep, VectorJson } from "../_preparation/mod.ts";
import type { ColumnSpec, FieldOptions } from "./column_spec.ts";
import { NumberSchema, VectorSchema } from "./schemas.ts";

/**
 * Numbers of a field and the steps of their preparation, each a new column. Steps follow the order of the calls; missing
 * values are replaced before them.
 */
export class NumberColumn<Data extends NumberJson | VectorJson = NumberJson> implements ColumnSpec {
  readonly #json: Data;
  readonly #schema: z.ZodType<Data>;

  /** Used by {@link number} and {@link vector}. */
  constructor(json: Data, schema: z.ZodType<Data>) {
    this.#json = parseOptions(`make ${json.kind}()`, schema, json);
    this.#schema = schema;
  }

  /**
   * Replaces missing values.
   *
   * @param value Median, mean or most frequent number of the training records, or a number, in the field's own unit. The
   * median is exact up to some 65,000 numbers at least, and within 1 part in 2,048 of it beyond.
   */
  impute(value: NumberImpute): NumberColumn<Data> {
    return this.#with({ impute: value });
  }

  /**
   * Subtracts the mean and divides by the deviation of the training records: (x - mean) / sqrt(mean squared distance).
   *
   * @see scikit-learn's StandardScaler. What does not vary becomes 0.
   */
  standardize(): NumberColumn<Data> {
    return this.#step({ step: "standardize" });
  }

  /** Scales the range of the training records to [0, 1]; other records may lie outside of it. */
  minMax(): NumberColumn<Data> {
    return this.#step({ step: "minMax" });
  }

  /** Limits numbers to [low, high]. */
  clip(low: number, high: number): NumberColumn<Data> {
    return this.#step({ step: "clip", low, high });
  }

  /** Takes log(1 + x), for amounts that span several powers of ten. A number of -1 or less is an error. */
  log1p(): NumberColumn<Data> {
    return this.#step({ step: "log1p" });
  }

  /** Multiplies by `factor`, then adds `offset`. */
  scale(factor: number, offset = 0): NumberColumn<Data> {
    return this.#step({ step: "scale", factor, offset });
  }

  /** Returns the column as plain data. */
  toJSON(): Data {
    return this.#json;
  }

  #step(step: NumberStep): NumberColumn<Data> {
    return this.#with({ steps: [...(this.#json.steps ?? []), step] });
  }

  #with(changes: Partial<NumberJson>): NumberColumn<Data> {
    return new NumberColumn({ ...this.#json, ...changes }, this.#schema);
  }
}

/**
 * A number of a field: float32 of shape []. Texts are decimal numbers; missing values are an error without
 * {@link NumberColumn.impute}.
 *
 * @example
 * ```ts run
 * import { number } from "tolaria/data";
 *
 * const budget = number({ field: "Production Budget" }).impute("median").log1p().standardize();
 * ```
 */
export function number(options: FieldOptions = {}): NumberColumn {
  return new NumberColumn<NumberJson>({ kind: "number", ...options }, NumberSchema);
}

/**
 * A list of `length` numbers: float32 of shape [length]. Each place in the list is prepared by itself.
 */
export function vector(
  options: FieldOptions & {
    /** Numbers in each list. */
    readonly length: number;
  },
): NumberColumn<VectorJson> {
  return new NumberColumn<VectorJson>({ kind: "vector", ...options }, VectorSchema);
}
