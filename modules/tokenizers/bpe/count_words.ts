import { splitWords } from "../_byte_pairs/mod.ts";

/** Different words that are counted at most. */
const MAX_WORDS = 2 ** 21;

/** Longest word that is counted whole, UTF-16 code units: longer ones are counted in parts. */
const MAX_LENGTH = 256;

/** White space that follows something else: words of what comes before end here, whatever follows. */
const CUT = /(?<=\P{White_Space})\p{White_Space}/gu;

/**
 * Counts the words of a corpus, piece by piece.
 *
 * If there are more than two million different ones, the rarest are dropped as often as need be.
 */
export async function countWords(
  corpus: AsyncIterable<string>,
  maxWords: number = MAX_WORDS,
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  let rest = "";
  const count = (text: string) => {
    for (const word of splitWords(text)) {
      for (const part of partsOf(word)) counts.set(part, (counts.get(part) ?? 0) + 1);
    }
    dropRarest(counts, maxWords);
  };
  for await (const piece of corpus) {
    const text = rest + piece;
    const end = lastCut(text);
    count(text.slice(0, end));
    rest = text.slice(end);
  }
  count(rest);
  return counts;
}

/** Where a text can be cut so that its words stay the same: 0 if nowhere. */
function lastCut(text: string): number {
  let last = 0;
  // From the end on, as the place is most often near it.
  for (let size = 256; last === 0; size *= 2) {
    const start = Math.max(0, text.length - size);
    for (const { index } of text.slice(start).matchAll(CUT)) last = start + index;
    if (start === 0) break;
  }
  return last;
}

function partsOf(word: string): readonly string[] {
  if (word.length <= MAX_LENGTH) return [word];
  const characters = [...word];
  return Array.from({ length: Math.ceil(characters.length / MAX_LENGTH) }, (_, part) =>
    characters.slice(part * MAX_LENGTH, (part + 1) * MAX_LENGTH).join(""),
  );
}

function dropRarest(counts: Map<string, number>, maxWords: number): void {
  for (let least = 2; counts.size > maxWords; least *= 2) {
    for (const [word, count] of counts) if (count < least) counts.delete(word);
  }
}
