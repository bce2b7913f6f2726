/**
 * What sources that can only be read in order share.
 *
 * @module
 */

export { openStreams } from "./open_streams.ts";
export { allocate, writeRow } from "./rows.ts";
export { type StreamColumn, StreamColumnsSchema, toColumns } from "./stream_column.ts";
export type { ExampleRow, RowReader, Stream } from "./stream_dataset.ts";
