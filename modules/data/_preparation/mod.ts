/**
 * Preparation of records: fitted to the training records, applied in workers and by `predict`.
 *
 * Nothing here loads TensorFlow.js or the checks of options; `_columns` has what a user writes.
 *
 * @module
 */
export { decodeClasses } from "./class_scores.ts";
export type * from "./column_json.ts";
export { toTime } from "./date_parts.ts";
export { exampleStream } from "./example_stream.ts";
export type { FieldCounts } from "./field.ts";
export {
  Preparation,
  type Purpose,
  preparationFromJson,
  tablePreparation,
} from "./preparation.ts";
export { type FitState, PreparationFit } from "./preparation_fit.ts";
export { nothingLeft, RecordFilter } from "./record_filter.ts";
export { type PlainRecord, recordsToValues } from "./records_to_values.ts";
