import type { LedgerBalance } from "../../../core/mod.ts";
import { formatCount } from "../_format/mod.ts";
import { oneLine } from "../_terminal/mod.ts";

/** Formats the memory and its owners in one line. */
export function memoryText({ entries, total }: LedgerBalance): string {
  const held = entries
    .filter(({ tensors }) => tensors > 0)
    .map(({ owner, bytes }) => `${oneLine(owner)} ${megabytes(bytes)}`);
  return `${formatCount(total.tensors)}, ${megabytes(total.bytes)}: ${held.join(", ") || "none of them the run's"}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toPrecision(3)} MB`;
}
