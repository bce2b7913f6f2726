import type { ReaderSpec, RecordValue, SpecRequest } from "../_records/mod.ts";
import type { LinkRule } from "./walk_folder.ts";

/** An image and what is known of it. */
export interface ImageRecord {
  /** Path from the folder, with slashes. */
  readonly file_name: string;
  /** Values of its other fields, by name. */
  readonly [field: string]: RecordValue;
}

/** A folder of images to list: `files` holds that folder. */
export interface ImagesRequest extends SpecRequest {
  readonly kind: "images";
  /** What symbolic links may lead to. */
  readonly links: LinkRule;
  /** The images, if they are not to be looked for. */
  readonly records?: readonly ImageRecord[] | undefined;
}

/** A folder of images that was listed. */
export interface ImagesSpec extends ReaderSpec {
  readonly kind: "images";
  readonly folder: string;
  /** Paths from the folder, in the order of the records, each ended by a zero: one text is sent to workers faster than many. */
  readonly names: string;
  /** Bytes of each file. */
  readonly sizes: Float64Array;
  /** When each file was written, ms. */
  readonly times: Float64Array;
  /** Whether the folder in which an image lies is its class, field `label`. */
  readonly labelled: boolean;
  /** Other fields, a list of values each. */
  readonly columns: Readonly<Record<string, readonly RecordValue[]>>;
  /** The listing that was kept, to be dropped when it turns out to be stale. */
  readonly kept?: { readonly cache: string; readonly key: readonly string[] } | undefined;
}
