/**
 * What data sources that hold their examples in memory share.
 *
 * @module
 */
export { type MemoryColumn, MemoryDataset } from "./memory_dataset.ts";
export { splitBySeed } from "./split.ts";
