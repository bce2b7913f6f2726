import type { FileState } from "../_indexed/mod.ts";
import type { ReaderSpec, SpecRequest } from "../_records/mod.ts";
import type { ShardSamples } from "./shard_samples.ts";

/** Shards to index, tar archives in the order of their samples. */
export interface TarRequest extends SpecRequest {
  readonly kind: "tar";
}

/** A shard that was indexed. */
export interface IndexedShard extends FileState, ShardSamples {}

/** Indexed shards. */
export interface TarSpec extends ReaderSpec {
  readonly kind: "tar";
  readonly shards: readonly IndexedShard[];
  /** Fields of the samples, those inside of JSON files among them. */
  readonly fields: readonly string[];
}
