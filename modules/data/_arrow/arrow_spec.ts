import type { FileState } from "../_indexed/mod.ts";
import type { ReaderSpec, SpecRequest } from "../_records/mod.ts";

/** What is asked of Arrow files. */
export interface ArrowRequest extends SpecRequest {
  readonly kind: "arrow";
}

/** A range of bytes. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Where the messages of a file are. */
export interface ArrowMessages {
  readonly schema: ByteRange;
  /** Dictionaries, in their order. */
  readonly dictionaries: readonly ByteRange[];
  readonly batches: readonly (ByteRange & { readonly rows: number })[];
}

/** Arrow files with the same fields. */
export interface ArrowSpec extends ReaderSpec {
  readonly kind: "arrow";
  readonly files: readonly (FileState & { readonly messages: ArrowMessages })[];
  /** Names of the fields, those of a struct as `image.bytes`. */
  readonly fields: readonly string[];
  /** Rows that are read together. */
  readonly blockSize: number;
}
