/**
 * Workers that read and prepare records off the loop's thread.
 *
 * @module
 */
export { buffersOf, type GatheredValues, type ReaderInfo } from "./jobs.ts";
export { ReaderPool } from "./reader_pool.ts";
