/**
 * Profiler: none.
 *
 * @module
 */
export { noProfiler } from "./no_profiler.ts";
