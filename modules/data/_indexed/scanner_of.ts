import { ArrayScanner } from "./array_scanner.ts";
import { type RecordRules, RecordScanner, type Scanner } from "./record_scanner.ts";

/**
 * Returns the scanner for records that end by `rules`.
 *
 * @param stride The offset of every record whose index is a multiple of it is kept.
 * @param from Offset of the first byte.
 */
export function scannerOf(rules: RecordRules, stride: number, from: number): Scanner {
  return rules.array ? new ArrayScanner(stride, from) : new RecordScanner(rules, stride, from);
}
