import type { BusCounts, PriorityName } from "../../../core/mod.ts";

/** No drop of any priority. */
export function noDrops(): Record<PriorityName, number> {
  return { low: 0, normal: 0, high: 0, critical: 0 };
}

/** Counts what happened to messages; the number that waits follows from the rest. */
export class BusCounters {
  published = 0;
  delivered = 0;
  readonly dropped: Record<PriorityName, number> = noDrops();
  received = 0;
  repeated = 0;
  expired = 0;
  refused = 0;

  /** Returns a copy of the counts. */
  read(): BusCounts {
    const { published, delivered, dropped, received, repeated, expired, refused } = this;
    const given = Object.values(dropped).reduce((sum, count) => sum + count, 0);
    const waiting = published - delivered - given;
    return {
      published,
      delivered,
      waiting,
      dropped: { ...dropped },
      received,
      repeated,
      expired,
      refused,
    };
  }
}
