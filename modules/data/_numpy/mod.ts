/**
 * Reads NumPy's arrays.
 *
 * @module
 */
export { ArrayFile } from "./array_file.ts";
