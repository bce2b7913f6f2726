/** Remembers nonces for a while, so that none is taken twice. */
export class NonceMemory {
  readonly #keepMs: number;
  readonly #capacity: number;
  /** When each was seen, oldest first. */
  readonly #seenMs = new Map<string, number>();

  /**
   * @param keepMs How long a nonce is remembered.
   * @param capacity Most nonces; more than these within `keepMs` are not taken at all, rather than any forgotten.
   */
  constructor(keepMs: number, capacity: number) {
    this.#keepMs = keepMs;
    this.#capacity = capacity;
  }

  /** Takes a nonce at time `nowMs`; says why not, where it is not taken. */
  take(nonce: string, nowMs: number): "used" | "full" | undefined {
    for (const [old, seenMs] of this.#seenMs) {
      if (nowMs - seenMs <= this.#keepMs) break;
      this.#seenMs.delete(old);
    }
    if (this.#seenMs.has(nonce)) return "used";
    if (this.#seenMs.size >= this.#capacity) return "full";
    this.#seenMs.set(nonce, nowMs);
    return undefined;
  }
}
