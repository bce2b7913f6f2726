/** Bytes that GPT-2 writes as the character of the same number: those that can be seen. */
const VISIBLE: readonly (readonly [number, number])[] = [
  [0x21, 0x7e],
  [0xa1, 0xac],
  [0xae, 0xff],
];

const isVisible = (byte: number) => VISIBLE.some(([low, high]) => byte >= low && byte <= high);

/**
 * Characters that bytes are written as in a vocabulary, by byte: itself if it can be seen, or one from U+0100 on.
 *
 * @see Radford et al. 2019, `bytes_to_unicode` in encoder.py of openai/gpt-2.
 */
export const BYTE_CHARACTERS: readonly string[] = makeCharacters();

/** Bytes by {@link BYTE_CHARACTERS}. */
const BYTES: ReadonlyMap<string, number> = new Map(
  BYTE_CHARACTERS.map((character, byte) => [character, byte]),
);

/** Bytes in the order of their ids, that of their characters: `!` is 0. */
export const BYTE_ORDER: readonly number[] = Array.from({ length: 256 }, (_, byte) => byte).sort(
  (a, b) => numberOf(a) - numberOf(b),
);

/** Bytes that a token of a vocabulary is written for; undefined if it has a character that stands for none. */
export function bytesOfToken(token: string): Uint8Array | undefined {
  const bytes = Array.from(token, (character) => BYTES.get(character) ?? -1);
  return bytes.includes(-1) ? undefined : Uint8Array.from(bytes);
}

function numberOf(byte: number): number {
  return (BYTE_CHARACTERS[byte] as string).codePointAt(0) as number;
}

function makeCharacters(): readonly string[] {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) =>
    String.fromCodePoint(isVisible(byte) ? byte : next++),
  );
}
