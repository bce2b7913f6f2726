/**
 * What bytes are merged within: a contraction, letters, digits or other characters with the space before them, or
 * spaces but the last one before a word.
 *
 * @see Radford et al. 2019, the pattern in encoder.py of openai/gpt-2; `\s` as Unicode has it.
 */
const WORDS =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

/** Splits a text into words, all of it. */
export function splitWords(text: string): readonly string[] {
  return text.match(WORDS) ?? [];
}
