import { messageOf, type RunReport } from "../../../core/mod.ts";
import { type SnakeCase, toSnakeCase } from "../_format/mod.ts";

/** Version of {@link JsonReport}: raised when a field is renamed, removed or changes its meaning. */
const REPORT_VERSION = 1;

/** {@link RunReport} as JSON: keys in snake_case, null for numbers that are not finite, no undefined fields. */
export interface JsonReport extends Omit<SnakeCase<RunReport>, "error"> {
  /** Version of this form. */
  readonly version: 1;
  /** Why the run failed, if it did. */
  readonly error?: string;
}

/** Converts the report of a run to plain data for JSON. */
export function reportToJson({ error, ...report }: RunReport): JsonReport {
  return {
    version: REPORT_VERSION,
    ...toSnakeCase(report),
    ...(error !== undefined && { error: messageOf(error) }),
  };
}
