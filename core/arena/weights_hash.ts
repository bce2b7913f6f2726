import { createHash } from "node:crypto";
import type { Parameter } from "../ports/host.ts";

/** SHA-256 of weights in their order, as hexadecimal digits. */
export function weightsHash(weights: readonly Parameter[]): string {
  const hash = createHash("sha256");
  for (const { variable } of weights) {
    const values = variable.dataSync();
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest("hex");
}
