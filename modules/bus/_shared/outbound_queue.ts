import type { BusPriority } from "../../../core/mod.ts";
import type { Parcel } from "./parcel.ts";

/** Lowest first: in this order they give way. */
const GIVING_WAY: readonly BusPriority[] = ["low", "normal", "high"];

const LEAVING: readonly BusPriority[] = ["critical", "high", "normal", "low"];

/**
 * Messages that are to be sent: the highest priority first, the oldest of it first.
 *
 * CRITICAL ones and the others are bounded apart. Among the others the lowest and oldest gives way to a new one of its
 * priority or a higher one; of CRITICAL ones none gives way, and one too many is not taken.
 */
export class OutboundQueue {
  readonly #capacity: number;
  // Sets keep the order in which things came, and let go of the first at no cost.
  readonly #waiting: Readonly<Record<BusPriority, Set<Parcel>>> = {
    low: new Set(),
    normal: new Set(),
    high: new Set(),
    critical: new Set(),
  };

  /** @param capacity Most CRITICAL messages, and most of the others. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** How many wait. */
  get length(): number {
    return this.#waiting.critical.size + this.#others;
  }

  /** Adds a message. Returns the one that was given up for it, which may be itself. */
  push(parcel: Parcel): Parcel | undefined {
    const { priority } = parcel;
    if (priority === "critical") {
      if (this.#waiting.critical.size >= this.#capacity) return parcel;
      this.#waiting.critical.add(parcel);
      return undefined;
    }
    this.#waiting[priority].add(parcel);
    return this.#others > this.#capacity ? this.#giveUp() : undefined;
  }

  /** Takes at most `count`. */
  take(count: number): Parcel[] {
    const taken: Parcel[] = [];
    for (const priority of LEAVING) {
      const waiting = this.#waiting[priority];
      for (const parcel of waiting) {
        if (taken.length === count) return taken;
        waiting.delete(parcel);
        taken.push(parcel);
      }
    }
    return taken;
  }

  /** Puts back what was taken, before all others. Returns those that were given up for them. */
  putBack(parcels: readonly Parcel[]): Parcel[] {
    for (const priority of LEAVING) {
      const waiting = this.#waiting[priority];
      const later = [...waiting];
      waiting.clear();
      for (const parcel of parcels) if (parcel.priority === priority) waiting.add(parcel);
      for (const parcel of later) waiting.add(parcel);
    }
    const givenUp: Parcel[] = [];
    while (this.#others > this.#capacity) givenUp.push(this.#giveUp() as Parcel);
    return givenUp;
  }

  get #others(): number {
    return this.#waiting.low.size + this.#waiting.normal.size + this.#waiting.high.size;
  }

  #giveUp(): Parcel | undefined {
    for (const priority of GIVING_WAY) {
      const [oldest] = this.#waiting[priority];
      if (!oldest) continue;
      this.#waiting[priority].delete(oldest);
      return oldest;
    }
    return undefined;
  }
}
