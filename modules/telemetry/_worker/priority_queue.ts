import { PRIORITIES, type Priority } from "../../../core/mod.ts";

/** Something that waits, and how much it matters. */
export interface Queued<T> {
  readonly item: T;
  readonly priority: Priority;
}

/** What waits, at most `capacity` of it: what matters least and is oldest gives way to more. */
export class PriorityQueue<T> {
  readonly capacity: number;
  readonly #lanes: ReadonlyMap<Priority, T[]> = new Map(
    PRIORITIES.map((priority) => [priority, []]),
  );
  #length = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** How many wait. */
  get length(): number {
    return this.#length;
  }

  /**
   * Adds one.
   *
   * @returns What gave way, where there was no room: it may be the one that came.
   */
  push(item: T, priority: Priority): Queued<T> | undefined {
    this.#lane(priority).push(item);
    this.#length += 1;
    return this.#length > this.capacity ? this.#takeLeast() : undefined;
  }

  /** What {@link take} would take first. */
  get next(): Queued<T> | undefined {
    for (const priority of PRIORITIES.toReversed()) {
      const [item] = this.#lane(priority);
      if (item !== undefined) return { item, priority };
    }
    return undefined;
  }

  /** Takes what matters most, the oldest of it first; at most `count`. */
  take(count: number): Queued<T>[] {
    const taken: Queued<T>[] = [];
    for (const priority of PRIORITIES.toReversed()) {
      for (const item of this.#lane(priority).splice(0, count - taken.length)) {
        taken.push({ item, priority });
      }
    }
    this.#length -= taken.length;
    return taken;
  }

  #takeLeast(): Queued<T> {
    for (const priority of PRIORITIES) {
      const lane = this.#lane(priority);
      if (lane.length === 0) continue;
      this.#length -= 1;
      return { item: lane.shift() as T, priority };
    }
    throw new RangeError("Cannot take from the queue as it must not be empty");
  }

  #lane(priority: Priority): T[] {
    const lane = this.#lanes.get(priority);
    if (lane) return lane;
    throw new RangeError(
      `Cannot queue as 'priority' must be one of Leyline: current value is ${priority}`,
    );
  }
}
