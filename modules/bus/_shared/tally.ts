import type { BusCounts, BusPriority } from "../../../core/mod.ts";

/** No drop of any priority. */
export function noDrops(): Record<BusPriority, number> {
  return { low: 0, normal: 0, high: 0, critical: 0 };
}

/** Counts what became of messages; what waits follows from the rest. */
export class Tally {
  published = 0;
  delivered = 0;
  readonly dropped: Record<BusPriority, number> = noDrops();
  received = 0;
  repeated = 0;
  expired = 0;
  refused = 0;

  /** The counts as they are now. */
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
