import type { RandomStream } from "../random.ts";

/** Shuffles in place: Fisher and Yates' shuffle in the form of Durstenfeld 1964, algorithm 235. */
export function shuffle(items: Uint32Array, random: RandomStream): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const swapped = items[i] as number;
    items[i] = items[j] as number;
    items[j] = swapped;
  }
}
