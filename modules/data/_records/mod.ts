/**
 * Records on disk and what reads them. Loads no TensorFlow.js: workers import it.
 *
 * @module
 */
export type { SpecRequest } from "./make_spec.ts";
export { makeSpec, openReader, type ReaderSpec } from "./open_reader.ts";
export type { FieldValues, RecordReader, RecordValue } from "./record_reader.ts";
export type { RecordSetData } from "./record_set.ts";
