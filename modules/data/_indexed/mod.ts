/**
 * Text files whose records are found by an index of byte offsets.
 *
 * @module
 */
export { firstInvalidByte } from "./check_encoding.ts";
export { IndexedFiles, placeText, type RecordRun } from "./indexed_files.ts";
export { type FileHead, makeIndex } from "./make_index.ts";
export { type RecordRules, RecordScanner } from "./record_scanner.ts";
export { cannotRead, fingerprintLine, type TextIndex } from "./text_index.ts";
