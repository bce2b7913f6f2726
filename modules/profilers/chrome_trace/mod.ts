/**
 * Profiler: a Chrome trace of some steps.
 *
 * @module
 */
export { type ChromeTraceOptions, chromeTrace } from "./chrome_trace.ts";
