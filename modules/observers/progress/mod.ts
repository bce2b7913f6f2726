/**
 * Observer: a progress bar.
 *
 * @module
 */
export { type ProgressOptions, progress } from "./progress.ts";
