/**
 * The third parties of worker threads and controllers: the part of deps.ts that does not load TensorFlow.js.
 *
 * @module
 */
import { createRequire } from "node:module";

export {
  type Attributes,
  type BatchObservableCallback,
  context,
  isSpanContextValid,
  type Meter,
  metrics,
  type ObservableGauge,
  type ObservableResult,
  ProxyTracerProvider,
  type Span,
  type SpanContext,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
export type {
  AsyncBuffer,
  ColumnMetaData,
  FileMetaData,
  ParquetParsers,
  RowGroup,
  SchemaTree,
} from "hyparquet";
export { Reader, Writer } from "protobufjs/minimal.js";
export { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
export { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
export type { RandomGenerator } from "pure-rand/types/RandomGenerator";

/** Parses the text of CSV records; about 10 ms to load. */
export async function loadCsvParse(): Promise<typeof import("csv-parse/sync").parse> {
  return (await import("csv-parse/sync")).parse;
}

/** Reads Parquet files, and unpacks each of their compressions; about 30 ms to load. */
export async function loadHyparquet(): Promise<
  typeof import("hyparquet") & Pick<typeof import("hyparquet-compressors"), "compressors">
> {
  const [hyparquet, { compressors }] = await Promise.all([
    import("hyparquet"),
    import("hyparquet-compressors"),
  ]);
  return { ...hyparquet, compressors };
}

/** Path of a file of the package that draws the charts of the board. */
export function resolveUplot(file: string): string {
  return createRequire(import.meta.url).resolve(`uplot/dist/${file}`);
}
