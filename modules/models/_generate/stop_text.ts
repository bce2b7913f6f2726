/**
 * Looks for texts that end a generation in text that comes piece by piece. What could be the beginning of one is held
 * back, so that nobody has read any of it when it is complete.
 */
export class StopText {
  readonly #stops: readonly string[];
  #held = "";
  /** The text that was found. */
  found: string | undefined;

  constructor(stops: readonly string[]) {
    this.#stops = stops;
  }

  /** Takes a piece, and returns what can be read: up to the first of the texts, if one is there. */
  add(piece: string): string {
    const text = this.#held + piece;
    const at = this.#search(text);
    if (at !== undefined) {
      this.#held = "";
      return text.slice(0, at);
    }
    const size = Math.max(0, ...this.#stops.map((stop) => overlap(text, stop)));
    this.#held = text.slice(text.length - size);
    return text.slice(0, text.length - size);
  }

  /** Returns what was held back: no more comes. */
  end(): string {
    const text = this.#held;
    this.#held = "";
    return text;
  }

  /** Where the first of the texts begins; of two at one place, the longer one. */
  #search(text: string): number | undefined {
    let first: number | undefined;
    for (const stop of this.#stops) {
      const at = text.indexOf(stop);
      if (at < 0 || (first !== undefined && at > first)) continue;
      if (at === first && stop.length < (this.found as string).length) continue;
      first = at;
      this.found = stop;
    }
    return first;
  }
}

/** Characters at the end of `text` with which `stop` begins. */
function overlap(text: string, stop: string): number {
  for (let size = Math.min(text.length, stop.length - 1); size > 0; size--) {
    if (text.endsWith(stop.slice(0, size))) return size;
  }
  return 0;
}
