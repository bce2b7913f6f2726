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

  /** Why a nonce cannot be spent at time `nowMs`; undefined if it can. */
  faultOf(nonce: string, nowMs: number): "used" | "full" | undefined {
    for (const [old, seenMs] of this.#seenMs) {
      if (nowMs - seenMs <= this.#keepMs) break;
      this.#seenMs.delete(old);
    }
    if (this.#seenMs.has(nonce)) return "used";
    return this.#seenMs.size >= this.#capacity ? "full" : undefined;
  }

  /** Spends a nonce. */
  spend(nonce: string, nowMs: number): void {
    this.#seenMs.set(nonce, nowMs);
  }
}
