/**
 * Data sources.
 *
 * @module
 */
export type { Augment, AugmentedExample } from "./_augment/mod.ts";
export {
  type BooleanOptions,
  boolean,
  CategoryColumn,
  type CategoryOptions,
  type ColumnSpec,
  category,
  columns,
  type DateOptions,
  date,
  type FieldColumnSpec,
  type FieldOptions,
  HashedColumn,
  hashed,
  ImageColumn,
  type ImageOptions,
  image,
  NumberColumn,
  number,
  type TableOptions,
  TokensColumn,
  type TokensOptions,
  tokens,
  vector,
} from "./_columns/mod.ts";
export type {
  AugmentPicture,
  AugmentStep,
  Color,
  DecoderName,
  FlipAxis,
  ImageFit,
  Picture,
} from "./_image/mod.ts";
export type {
  BooleanJson,
  CategoryJson,
  ClassWeights,
  ColumnJson,
  ConcatenatedJson,
  DateJson,
  DatePart,
  FieldColumnJson,
  FieldJson,
  FieldRule,
  FieldValue,
  HashedJson,
  ImageJson,
  NumberImpute,
  NumberJson,
  NumberStep,
  TokensJson,
  VectorJson,
  Where,
} from "./_preparation/mod.ts";
export type { RecordValue } from "./_records/mod.ts";
export type { StreamColumn } from "./_stream/mod.ts";
export type { TableSourceOptions } from "./_table/mod.ts";
export * from "./arrays/mod.ts";
export * from "./arrow/mod.ts";
export * from "./csv/mod.ts";
export * from "./digits/mod.ts";
export * from "./driven/mod.ts";
export * from "./generator/mod.ts";
export * from "./idx/mod.ts";
export * from "./image_folder/mod.ts";
export * from "./json/mod.ts";
export * from "./numpy/mod.ts";
export * from "./parquet/mod.ts";
export * from "./replay_buffer/mod.ts";
export * from "./text/mod.ts";
export * from "./tf_data/mod.ts";
export * from "./webdataset/mod.ts";
export * from "./windows/mod.ts";
