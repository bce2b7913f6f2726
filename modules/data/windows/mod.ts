/**
 * Windows over time series.
 *
 * @module
 */
export type { WindowsFormat, WindowsOptions } from "./options.ts";
export { windows } from "./windows.ts";
