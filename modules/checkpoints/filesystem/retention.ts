import type { JournalRow } from "./journal.ts";
import type { CheckedCheckpointsOptions } from "./options.ts";

/**
 * The checkpoints that are to go, so that the last ones keep to bounds of count and bytes.
 *
 * The last good one is never removed. One that was found damaged is removed first, once a later one is good.
 *
 * @param rows The oldest first.
 */
export function superseded(
  rows: readonly JournalRow[],
  { keep, keepBytes }: Pick<CheckedCheckpointsOptions, "keep" | "keepBytes">,
): readonly JournalRow[] {
  const lastGood = rows.findLast(({ verified }) => verified);
  if (!lastGood) return [];
  let [count, bytes] = [0, 0];
  const kept = new Set<JournalRow>();
  for (const row of rows.toReversed()) {
    if (!row.verified && row.id < lastGood.id) continue;
    count += 1;
    bytes += row.fileBytes;
    if (row === lastGood || (count <= keep && bytes <= keepBytes)) kept.add(row);
  }
  return rows.filter((row) => !kept.has(row));
}
