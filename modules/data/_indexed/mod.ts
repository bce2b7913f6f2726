/**
 * Text files whose records are found by an index of byte offsets.
 *
 * @module
 */
export { checkEncoding, firstInvalidByte } from "./check_encoding.ts";
export { IndexFolder } from "./index_folder.ts";
export { IndexedFiles, placeText, type RecordRun } from "./indexed_files.ts";
export { type FileHead, makeIndex } from "./make_index.ts";
export { type RecordRules, RecordScanner } from "./record_scanner.ts";
export { type PlacedRecord, recordsOf } from "./records_of.ts";
export { scannerOf } from "./scanner_of.ts";
export {
  cannotRead,
  changeOf,
  checkUnchanged,
  type FileState,
  fingerprintLine,
  openFile,
  readAt,
  stateLine,
  stateOf,
  type TextIndex,
} from "./text_index.ts";
