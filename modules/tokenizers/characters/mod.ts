/**
 * Tokenizer: characters of the training text.
 *
 * @module
 */
export { type CharactersOptions, characters } from "./characters.ts";
