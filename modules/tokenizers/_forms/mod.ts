/**
 * Tokenizers, and how they are made from plain data.
 *
 * @module
 */
export { BytePairTokenizer } from "./byte_pair_tokenizer.ts";
export { bytePairsFrom } from "./byte_pairs_from.ts";
export { ByteTokenizer } from "./byte_tokenizer.ts";
export { CharacterTokenizer } from "./character_tokenizer.ts";
export { characterTokenizerFrom } from "./character_tokenizer_from.ts";
export { openGptTokenizer } from "./gpt_tokenizer.ts";
export { isKnownTokenizer, tokenizerFrom } from "./tokenizer_from.ts";
