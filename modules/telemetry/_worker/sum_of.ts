import type { TelemetryLosses } from "../../../core/mod.ts";

/** What was lost at both ends of the ring together. */
export function sumOf(
  worker: TelemetryLosses,
  outbox: TelemetryLosses,
  outboxSpilled: number,
): TelemetryLosses {
  const byPriority: Record<string, number> = { ...worker.byPriority };
  for (const [priority, count] of Object.entries(outbox.byPriority ?? {})) {
    byPriority[priority] = (byPriority[priority] ?? 0) + count;
  }
  return {
    spans: worker.spans + outbox.spans,
    byPriority,
    reason: outbox.reason ?? worker.reason,
    deferred: worker.deferred ?? 0,
    spilled: (worker.spilled ?? 0) + outboxSpilled,
  };
}
