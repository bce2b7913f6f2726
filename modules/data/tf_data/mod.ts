/**
 * A `tf.data.Dataset`.
 *
 * @module
 */
export type { TfDataExamples, TfDataOptions, TfDataset } from "./options.ts";
export { tfData } from "./tf_data.ts";
