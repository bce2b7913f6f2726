import type { CheckpointDtype } from "../../../core/mod.ts";

/** The numbers that bytes are, in the byte order of the machine: little-endian on all that there are. */
export function numbersIn(
  bytes: Uint8Array<ArrayBuffer>,
  dtype: CheckpointDtype,
): Float32Array | Int32Array | Uint8Array {
  if (dtype === "bool") return bytes;
  const { buffer, byteOffset, byteLength } = bytes;
  return dtype === "int32"
    ? new Int32Array(buffer, byteOffset, byteLength / 4)
    : new Float32Array(buffer, byteOffset, byteLength / 4);
}
