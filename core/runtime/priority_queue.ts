import { MessagePriority } from "../../proto/mod.ts";

const { MESSAGE_PRIORITY_UNSPECIFIED, MESSAGE_PRIORITY_CRITICAL } = MessagePriority;

/** Lowest first: in this order items are evicted. */
const EVICTION_ORDER = Object.values(MessagePriority)
  .filter((value): value is MessagePriority => typeof value === "number")
  .filter((priority) => priority !== MESSAGE_PRIORITY_UNSPECIFIED)
  .sort((a, b) => a - b);

const SENDING_ORDER = EVICTION_ORDER.toReversed();

/** Something that waits. */
interface Prioritized {
  readonly priority: MessagePriority;
}

/**
 * A bounded queue: the highest priority leaves first, and within a priority the oldest.
 *
 * CRITICAL items and the others are bounded apart. A new item that finds the queue full evicts the oldest item of the
 * lowest priority, which may be itself. CRITICAL items are never evicted; one too many is refused.
 */
export class PriorityQueue<T extends Prioritized> {
  readonly #capacity: number;
  // A set keeps insertion order and removes its first element in constant time.
  readonly #lanes: ReadonlyMap<MessagePriority, Set<T>> = new Map(
    EVICTION_ORDER.map((priority) => [priority, new Set<T>()]),
  );
  #length = 0;

  /** @param capacity Most CRITICAL items, and most other items. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Number of items. */
  get length(): number {
    return this.#length;
  }

  /** The item that {@link take} returns first. */
  get next(): T | undefined {
    for (const priority of SENDING_ORDER) {
      const [first] = this.#lane(priority);
      if (first) return first;
    }
    return undefined;
  }

  /** Adds an item. Returns the one that was evicted or refused. */
  push(item: T): T | undefined {
    const { priority } = item;
    const lane = this.#lane(priority);
    if (priority === MESSAGE_PRIORITY_CRITICAL && lane.size >= this.#capacity) return item;
    lane.add(item);
    this.#length += 1;
    return this.#overflows ? this.#evict() : undefined;
  }

  /** Takes at most `count` items. */
  take(count: number): T[] {
    const taken: T[] = [];
    for (const priority of SENDING_ORDER) {
      const lane = this.#lane(priority);
      for (const item of lane) {
        if (taken.length === count) break;
        lane.delete(item);
        taken.push(item);
      }
    }
    this.#length -= taken.length;
    return taken;
  }

  /** Puts back what was taken, before all others. Returns the items that were evicted for it. */
  putBack(items: readonly T[]): T[] {
    for (const [priority, lane] of this.#lanes) {
      const later = [...lane];
      lane.clear();
      for (const item of items) if (item.priority === priority) lane.add(item);
      for (const item of later) lane.add(item);
    }
    this.#length += items.length;
    const evicted: T[] = [];
    while (this.#overflows) evicted.push(this.#evict() as T);
    return evicted;
  }

  get #overflows(): boolean {
    return this.#length - this.#lane(MESSAGE_PRIORITY_CRITICAL).size > this.#capacity;
  }

  #evict(): T | undefined {
    for (const priority of EVICTION_ORDER) {
      const [oldest] = this.#lane(priority);
      if (!oldest) continue;
      this.#lane(priority).delete(oldest);
      this.#length -= 1;
      return oldest;
    }
    return undefined;
  }

  #lane(priority: MessagePriority): Set<T> {
    const lane = this.#lanes.get(priority);
    if (lane) return lane;
    throw new RangeError(`Cannot queue an item: ${priority} is not a MessagePriority of Leyline`);
  }
}
