/**
 * Profilers.
 *
 * @module
 */
export * from "./chrome_trace/mod.ts";
export * from "./no_profiler/mod.ts";
