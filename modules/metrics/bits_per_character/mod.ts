/**
 * Metric: bits per character of a language model.
 *
 * @module
 */
export { type BitsPerCharacterOptions, bitsPerCharacter } from "./bits_per_character.ts";
