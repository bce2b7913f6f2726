/**
 * Arrays of NumPy's.
 *
 * @module
 */
export { numpy } from "./numpy.ts";
export type { NumpyColumn, NumpyColumns, NumpyExamples, NumpyOptions } from "./options.ts";
