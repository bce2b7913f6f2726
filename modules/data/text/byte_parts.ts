import { mapParts, type Parts, sizeOf, type TextRange } from "../_text/mod.ts";
import type { EncodedPart } from "./encode_parts.ts";
import { fileStore, type Segment, type TokenStore } from "./token_store.ts";

/** Parts of a corpus whose tokens are its bytes: nothing is encoded. */
export function byteParts(
  parts: Parts<readonly TextRange[]>,
  memoryBytes: number,
): Parts<EncodedPart> {
  const files = new Set(Object.values(parts).flatMap((part) => part.map(({ file }) => file)));
  const isHeld = [...files].reduce((sum, { size }) => sum + size, 0) <= memoryBytes;
  const stores = new Map([...files].map((file) => [file, fileStore(file, 1, isHeld)]));
  return mapParts(parts, (ranges) => {
    const segments = ranges.map(({ file, start, end }) => {
      return { store: stores.get(file) as TokenStore, start, end };
    });
    const bytes = sizeOf(ranges);
    const tokens = ranges.map(({ start, end }) => end - start);
    const characters = isHeld ? countCharacters(segments) : undefined;
    return { segments, counts: { tokens, bytes, characters, unknown: 0 } };
  });
}

/** Counts bytes that begin a character of UTF-8. */
function countCharacters(segments: readonly Segment[]): number {
  let count = 0;
  for (const { store, start, end } of segments) {
    const bytes = store.tokens(start, end);
    for (let at = 0; at < bytes.length; at++) {
      if (((bytes[at] as number) & 0xc0) !== 0x80) count += 1;
    }
  }
  return count;
}
