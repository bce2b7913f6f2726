/**
 * Byte-level byte-pair encoding: bytes of a word are merged to longer tokens.
 *
 * @module
 */
export { BYTE_CHARACTERS, BYTE_ORDER, bytesOfToken } from "./byte_alphabet.ts";
export { Heap } from "./heap.ts";
export { idsOfPair, type Merge, MergeTable, pairKey } from "./merge_table.ts";
export { splitWords } from "./split_words.ts";
