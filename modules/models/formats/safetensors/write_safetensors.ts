import { namedWeights } from "../../../../core/layers/mod.ts";
import { encodeHeader, type FileEntry } from "../../../../core/safetensors/mod.ts";
import type { tf } from "../../../../deps.ts";

/**
 * Returns the weights of `model` as the bytes of a safetensors file: float32, by the names that they have in checkpoints
 * (`encoder/dense_1/kernel`), in tfjs's layouts.
 */
export async function safetensorsBytes(
  model: tf.LayersModel,
  metadata: Readonly<Record<string, string>> = {},
): Promise<Uint8Array> {
  const arrays: Float32Array[] = [];
  const entries: FileEntry[] = [];
  let begin = 0;
  for (const { name, weight } of namedWeights(model)) {
    const tensor = weight.read();
    const data = Float32Array.from(await tensor.data());
    const end = begin + data.byteLength;
    entries.push({ name, dtype: "F32", shape: tensor.shape, begin, end });
    arrays.push(data);
    begin = end;
  }
  const header = encodeHeader(entries, metadata);
  const bytes = new Uint8Array(header.length + begin);
  bytes.set(header);
  arrays.forEach((data, index) => {
    const at = header.length + (entries[index] as FileEntry).begin;
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
  });
  return bytes;
}
