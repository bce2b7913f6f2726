import { createHash } from "node:crypto";
import { fetchValues } from "../late_reads/fetch_values.ts";
import type { Host, Parameter } from "../ports/host.ts";

/** Every weight of a network, those of its seeds last. */
export function networkWeights({
  host: { parameters, buffers },
  seeds,
}: {
  readonly host: Pick<Host, "parameters" | "buffers">;
  readonly seeds: { readonly parameters: readonly Parameter[] };
}): readonly Parameter[] {
  return [...parameters, ...buffers, ...seeds.parameters];
}

/** SHA-256 of weights in their order, as hexadecimal digits. */
export function weightsHash(weights: readonly Parameter[]): string {
  const hash = createHash("sha256");
  for (const { variable } of weights) {
    const values = variable.dataSync();
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest("hex");
}

/** {@link weightsHash} on any backend. */
export async function fetchHash(weights: readonly Parameter[]): Promise<string> {
  await fetchValues(weights.map(({ variable }) => variable));
  return weightsHash(weights);
}
