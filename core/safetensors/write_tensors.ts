import { encodeHeader } from "./safetensors.ts";

/** The numbers of a weight. */
export interface WeightArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Returns `weights` by name as the bytes of a safetensors file: float32, in their order. */
export function writeSafetensors(
  weights: ReadonlyMap<string, WeightArray>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  let size = 0;
  const entries = [...weights].map(([name, { shape, data }]) => {
    const begin = size;
    size += data.byteLength;
    return { name, dtype: "F32", shape, begin, end: size };
  });
  const header = encodeHeader(entries, metadata);
  const bytes = new Uint8Array(header.length + size);
  bytes.set(header);
  let at = header.length;
  for (const { data } of weights.values()) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}
