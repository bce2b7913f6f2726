import { namedWeights } from "../../../../core/layers/mod.ts";
import { type WeightArray, writeSafetensors } from "../../../../core/safetensors/mod.ts";
import type { tf } from "../../../../deps.ts";

/**
 * Returns the weights of `model` as the bytes of a safetensors file: float32, by the names that they have in checkpoints
 * (`encoder/dense_1/kernel`), in tfjs's layouts.
 */
export async function safetensorsBytes(
  model: tf.LayersModel,
  metadata: Readonly<Record<string, string>> = {},
): Promise<Uint8Array> {
  const arrays = new Map<string, WeightArray>();
  for (const { name, weight } of namedWeights(model)) {
    const tensor = weight.read();
    arrays.set(name, { shape: tensor.shape, data: Float32Array.from(await tensor.data()) });
  }
  return writeSafetensors(arrays, metadata);
}
