/**
 * Texts of any size, read in pieces.
 *
 * @module
 */
export { countBytes } from "./count_bytes.ts";
export { openTexts } from "./open_texts.ts";
export { type ReadingContext, readText } from "./read_pieces.ts";
export { cutFiles, mapParts, type Parts, sizeOf, type TextRange } from "./text_part.ts";
