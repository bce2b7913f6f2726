import type { CheckpointDraft, CheckpointSource } from "../../core/mod.ts";

/** Numbers that are to be written: what `values` says, as float32 or int32. */
export function sourceOf(
  name: string,
  values: Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>,
): CheckpointSource {
  const bytes = new Uint8Array(values.buffer);
  return {
    dtype: values instanceof Int32Array ? "int32" : "float32",
    prefix: "weights",
    segments: [
      { name: `${name}/a`, shape: [2], offset: 0, size: 2 },
      { name: `${name}/b`, shape: [values.length - 2], offset: 2, size: values.length - 2 },
    ],
    bytes: bytes.length,
    read: (from, to) => bytes.slice(from, to),
  };
}

/** A draft with floats that are not all finite, integers, and nested data; others for another step. */
export function draftAt(step: number, overrides: Partial<CheckpointDraft> = {}): CheckpointDraft {
  const floats = Float32Array.from([step, Number.NaN, -0, Number.POSITIVE_INFINITY, 1e-40]);
  return {
    runId: "run",
    step,
    epoch: Math.floor(step / 10),
    reason: `step ${step}`,
    parts: [
      { name: "empty", version: 3, data: null, tensors: [] },
      {
        name: "tolaria",
        version: 1,
        data: { step, list: [1, "two", { three: false }] },
        tensors: [sourceOf("x", floats), sourceOf("y", Int32Array.from([7, -8, step]))],
      },
    ],
    ...overrides,
  };
}
