import { parseOptions } from "../../../core/mod.ts";
import type { BooleanJson, DateJson, DatePart } from "../_preparation/mod.ts";
import type { FieldOptions } from "./column_spec.ts";
import type { FieldColumnSpec } from "./concatenated.ts";
import { BooleanSchema, DateSchema } from "./schemas.ts";

/** Which values are true or false. */
export interface BooleanOptions extends FieldOptions {
  /** Texts that are true, in any case. @default ["true", "1"] */
  readonly true?: readonly string[];
  /** Texts that are false, in any case. @default ["false", "0"] */
  readonly false?: readonly string[];
  /** What takes the place of a missing value. @default an error */
  readonly impute?: boolean;
}

/** True or false as 1 or 0: float32 of shape []. */
export function boolean(options: BooleanOptions = {}): FieldColumnSpec {
  const json: BooleanJson = parseOptions("make boolean()", BooleanSchema, {
    kind: "boolean",
    ...options,
  });
  return { toJSON: () => json };
}

/** Which parts of a date are used. */
export interface DateOptions extends FieldOptions {
  /** Parts in their order: `["month", "weekday"]`. */
  readonly parts: readonly DatePart[];
  /** Whether parts that recur are angles, so that December is next to January, rather than standardized. @default true */
  readonly cyclic?: boolean;
}

/**
 * Parts of a date in UTC: float32 of shape [width]. A part that recurs is the sine and the cosine of its angle, a year is
 * standardized. Values are milliseconds since 1970 or text of ISO 8601, which is in UTC without a zone.
 */
export function date(options: DateOptions): FieldColumnSpec {
  const json: DateJson = parseOptions("make date()", DateSchema, { kind: "date", ...options });
  return { toJSON: () => json };
}
