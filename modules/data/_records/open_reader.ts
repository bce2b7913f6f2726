import type { DataProgress } from "../../../core/worker.ts";
import { ChosenRecords } from "./chosen_records.ts";
import type { SpecRequest } from "./make_spec.ts";
import type { RecordReader } from "./record_reader.ts";
import type { RecordSetData } from "./record_set.ts";

/** What the folder of a reader exports. */
interface ReaderModule {
  // Methods, so that each reader declares the spec and the options that are its own.
  /** Opens the reader of a spec. */
  openReader(spec: ReaderSpec): Promise<RecordReader>;
  /** Looks at the files once, and indexes them if need be. */
  makeSpec(request: SpecRequest, onProgress: (progress: DataProgress) => void): Promise<ReaderSpec>;
}

/**
 * Readers by the kind of their spec, loaded when one is used. A reader's folder begins with `_`, and nothing that its
 * `mod.ts` imports loads TensorFlow.js: the reader runs in a worker.
 */
const READERS: Readonly<Record<ReaderKind, () => Promise<ReaderModule>>> = {
  arrow: () => import("../_arrow/mod.ts"),
  csv: () => import("../_csv/mod.ts"),
  json: () => import("../_json/mod.ts"),
  parquet: () => import("../_parquet/mod.ts"),
  images: () => import("../_image_folder/mod.ts"),
  tar: () => import("../_tar/mod.ts"),
};

/** Names of the readers. */
export type ReaderKind = "arrow" | "csv" | "images" | "json" | "parquet" | "tar";

/** What a reader is opened from: plain data that can be sent to a worker. */
export interface ReaderSpec {
  /** Which reader. */
  readonly kind: ReaderKind;
  /** What was opened, a line a file: its name, size and a hash. */
  readonly fingerprint: string;
  /** What tells the files as they are now from any others, to find what was learnt from them. @default nothing is kept */
  readonly state?: string;
  /** What a user wants to know of the opening: `The index of "cars.csv" was stale ...`. @default nothing */
  readonly notes?: readonly string[];
  /** Records that are used; the others are broken, or left out by `where`. @default all */
  readonly chosen?: RecordSetData;
}

/** Opens the reader of `spec`. */
export async function openReader(spec: ReaderSpec): Promise<RecordReader> {
  const { openReader: open }: ReaderModule = await READERS[spec.kind]();
  const reader = await open(spec);
  return spec.chosen ? new ChosenRecords(reader, spec.chosen) : reader;
}

/** Makes the spec of the files that `request` names. */
export async function makeSpec(
  request: SpecRequest,
  onProgress: (progress: DataProgress) => void = () => {},
): Promise<ReaderSpec> {
  const { makeSpec: make }: ReaderModule = await READERS[request.kind]();
  return make(request, onProgress);
}
