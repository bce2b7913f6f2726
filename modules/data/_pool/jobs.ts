import type { BatchValues, DataProgress, ErrorCode } from "../../../core/mod.ts";
import type { FieldCounts, FitState, Purpose, TableJson } from "../_preparation/mod.ts";
import type { FieldValues, ReaderSpec, SpecRequest } from "../_records/mod.ts";

/** What a reader says of itself. */
export interface ReaderInfo {
  readonly fields: readonly string[];
  readonly size: number;
  readonly blockSize: number;
}

/** What is found out about the records of a range. */
export interface CheckedRecords {
  /** 1 for each record that is kept, 0 for one that is left out. */
  readonly kept: Uint8Array<ArrayBuffer>;
  /** Broken ones among those left out. */
  readonly broken: number;
  /** What is wrong with the first of them. */
  readonly faults: readonly string[];
}

/** Values of a batch or of a block. */
export interface GatheredValues {
  readonly values: BatchValues;
  /** Values that were missing or unknown, by column; undefined if none were. */
  readonly counts?: Readonly<Record<string, FieldCounts>>;
}

/** What a worker can be asked to do, and what it answers. */
export interface Jobs {
  /** Makes a spec: looks at files, indexes them. */
  readonly make: { readonly ask: { readonly request: SpecRequest }; readonly answer: ReaderSpec };
  /** Opens readers, in the place of those before. */
  readonly open: {
    readonly ask: { readonly specs: readonly ReaderSpec[] };
    readonly answer: readonly ReaderInfo[];
  };
  /** Checks records against the table's `where` and, to skip broken ones, by reading them. */
  readonly check: {
    readonly ask: {
      readonly reader: number;
      readonly records: Uint32Array<ArrayBuffer>;
      readonly table: TableJson;
      readonly skipBroken: boolean;
    };
    readonly answer: CheckedRecords;
  };
  /** Reads values of fields as they are. */
  readonly read: {
    readonly ask: {
      readonly reader: number;
      readonly records: Uint32Array<ArrayBuffer>;
      readonly fields: readonly string[];
    };
    readonly answer: readonly FieldValues[];
  };
  /** Adds training records to the worker's fit of the table. */
  readonly fit: {
    readonly ask: {
      readonly reader: number;
      readonly records: Uint32Array<ArrayBuffer>;
      readonly table: TableJson;
    };
    readonly answer: true;
  };
  /** Takes the worker's fit; undefined if it has none. */
  readonly fitted: { readonly ask: object; readonly answer: FitState | undefined };
  /** Sets how records are prepared. */
  readonly prepare: { readonly ask: { readonly preparation: unknown }; readonly answer: true };
  /** Reads and prepares records. */
  readonly gather: {
    readonly ask: {
      readonly reader: number;
      readonly records: Uint32Array<ArrayBuffer>;
      readonly purpose: Purpose;
      readonly draw?: number;
      readonly spare?: BatchValues;
    };
    readonly answer: GatheredValues;
  };
}

/** A job as it is sent: its kind and what it asks. */
export type Job = { readonly [K in keyof Jobs]: { readonly kind: K } & Jobs[K]["ask"] }[keyof Jobs];

/** What the worker is sent. */
export interface JobMessage {
  readonly id: number;
  readonly job: Job;
}

/** What the worker sends. */
export type JobReply =
  | { readonly id: number; readonly answer: Jobs[keyof Jobs]["answer"] }
  | { readonly id: number; readonly error: { readonly code?: ErrorCode; readonly message: string } }
  | { readonly id: number; readonly progress: DataProgress };

/** Buffers of the arrays of a batch, to be transferred. */
export function buffersOf({ inputs, targets, weights }: BatchValues): ArrayBuffer[] {
  const arrays = [...inputs, ...targets, ...(weights ? [weights] : [])];
  return [...new Set(arrays.map(({ buffer }) => buffer as ArrayBuffer))];
}
