/**
 * What data sources that hold their examples in memory share.
 *
 * @module
 */
export { checkColumns } from "./check_columns.ts";
export { type MemoryColumn, MemoryDataset } from "./memory_dataset.ts";
export { sharesOf, splitByFraction, splitBySeed, wholeSplit } from "./split.ts";
