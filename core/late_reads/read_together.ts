import { tf } from "../../deps.ts";

/** Reads vectors from the device by one transfer; they stay the caller's. */
export async function readTogether(vectors: readonly tf.Tensor1D[]): Promise<Float32Array[]> {
  const all = vectors.length === 1 ? (vectors[0] as tf.Tensor1D) : tf.concat1d([...vectors]);
  try {
    const read = await all.data<"float32">();
    let at = 0;
    return vectors.map(({ size }) => {
      at += size;
      return Float32Array.from(read.subarray(at - size, at));
    });
  } finally {
    if (vectors.length > 1) all.dispose();
  }
}
