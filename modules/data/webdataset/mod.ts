/**
 * Samples in tar shards.
 *
 * @module
 */
export { type WebdatasetOptions, webdataset } from "./webdataset.ts";
