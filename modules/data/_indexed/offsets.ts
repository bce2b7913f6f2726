/** Offsets that grow. */
export class Offsets {
  #values = new Float64Array(1_024);
  #length = 0;

  /** Adds an offset. */
  push(offset: number): void {
    if (this.#length === this.#values.length) {
      const grown = new Float64Array(2 * this.#length);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.#length] = offset;
    this.#length += 1;
  }

  /** Returns what was added. */
  toArray(): Float64Array<ArrayBuffer> {
    return this.#values.slice(0, this.#length);
  }
}
