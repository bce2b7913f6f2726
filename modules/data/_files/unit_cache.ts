/** What was read and unpacked last, for as long as there is room. */
export class UnitCache<Unit extends { readonly sizeBytes: number }> {
  readonly #limitBytes: number;
  readonly #units = new Map<string, Unit>();

  /** @param limitBytes Room, bytes. The last unit is kept even if it is larger. */
  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** Returns a unit that is kept; `undefined` if it is not. */
  get(key: string): Unit | undefined {
    const unit = this.#units.get(key);
    if (unit) this.#moveToEnd(key, unit);
    return unit;
  }

  /** Keeps a unit, and drops those that were not used for the longest time. */
  set(key: string, unit: Unit): void {
    this.#moveToEnd(key, unit);
    let sizeBytes = 0;
    for (const one of this.#units.values()) sizeBytes += one.sizeBytes;
    for (const [oldest, { sizeBytes: freed }] of this.#units) {
      if (sizeBytes <= this.#limitBytes || this.#units.size === 1) return;
      this.#units.delete(oldest);
      sizeBytes -= freed;
    }
  }

  #moveToEnd(key: string, unit: Unit): void {
    this.#units.delete(key);
    this.#units.set(key, unit);
  }
}
