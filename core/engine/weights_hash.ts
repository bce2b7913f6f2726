import { createHash } from "node:crypto";
import type { Host } from "../ports/host.ts";

/** SHA-256 of all weights of a host in its order, trained and not, as hexadecimal digits. */
export function weightsHash(host: Host): string {
  const hash = createHash("sha256");
  for (const { variable } of [...host.parameters, ...host.statistics]) {
    const values = variable.dataSync();
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest("hex");
}
