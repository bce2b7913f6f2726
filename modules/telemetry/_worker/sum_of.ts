import type { TelemetryLosses } from "../../../core/mod.ts";

/** Adds losses up; the reason is that of the last which has one. */
export function sumOf(...parts: readonly TelemetryLosses[]): TelemetryLosses {
  const byPriority: Record<string, number> = {};
  for (const part of parts) {
    for (const [priority, count] of Object.entries(part.byPriority ?? {})) {
      byPriority[priority] = (byPriority[priority] ?? 0) + count;
    }
  }
  const sum = (pick: (part: TelemetryLosses) => number | undefined) =>
    parts.reduce((total, part) => total + (pick(part) ?? 0), 0);
  return {
    spans: sum(({ spans }) => spans),
    byPriority,
    reason: parts.findLast(({ reason }) => reason !== undefined)?.reason,
    deferred: sum(({ deferred }) => deferred),
    spilled: sum(({ spilled }) => spilled),
    unsent: sum(({ unsent }) => unsent),
  };
}
