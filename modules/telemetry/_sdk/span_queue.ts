import type { ReadableSpan } from "../../../deps.ts";

/** Spans that wait, oldest first, at most `capacity` of them. */
export class SpanQueue {
  readonly capacity: number;
  #spans: ReadableSpan[] = [];

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** How many wait. */
  get length(): number {
    return this.#spans.length;
  }

  /**
   * Adds a span; where there is no room, the oldest gives way.
   *
   * @returns How many gave way.
   */
  push(span: ReadableSpan): number {
    const dropped = this.#spans.length >= this.capacity ? 1 : 0;
    if (dropped) this.#spans.shift();
    this.#spans.push(span);
    return dropped;
  }

  /** Takes the oldest, at most `count`. */
  take(count: number): ReadableSpan[] {
    return this.#spans.splice(0, count);
  }

  /**
   * Lets go of all of them.
   *
   * @returns How many there were.
   */
  clear(): number {
    return this.#spans.splice(0).length;
  }
}
