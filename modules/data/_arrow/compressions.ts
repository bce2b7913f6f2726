import type { loadArrow } from "../../../deps_optional.ts";
import { loadHyparquet } from "../../../deps_worker.ts";
import { decodeLz4Frame } from "./lz4_frame.ts";

/** Lets the library unpack the compressions of the format: LZ4 frames and Zstandard. */
export async function unpackBuffers({
  CompressionType,
  compressionRegistry,
}: Awaited<ReturnType<typeof loadArrow>>): Promise<void> {
  const { compressors } = await loadHyparquet();
  const zstd = compressors.ZSTD as (input: Uint8Array, outputLength: number) => Uint8Array;
  compressionRegistry.set(CompressionType.LZ4_FRAME, { decode: decodeLz4Frame });
  // It needs no length: a frame has its own.
  compressionRegistry.set(CompressionType.ZSTD, { decode: (bytes) => zstd(bytes, 0) });
}
