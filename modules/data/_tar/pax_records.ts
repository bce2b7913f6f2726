/**
 * Reads the records of a pax header: `<length> <key>=<value>\n`, the length counting the whole record.
 *
 * @throws {Error} If a record is malformed.
 * @see POSIX.1-2017, pax, "pax Header Block".
 */
export function readPaxRecords(bytes: Uint8Array): ReadonlyMap<string, string> {
  const records = new Map<string, string>();
  let at = 0;
  // What is beyond the last record are zeros, which some writers count.
  while (at < bytes.length && bytes[at] !== 0) {
    const blank = bytes.indexOf(0x20, at);
    const length = Number(decode(bytes.subarray(at, blank)));
    const record = decode(bytes.subarray(blank + 1, at + length));
    const equals = record.indexOf("=");
    const fits = blank > at && length > blank - at && at + length <= bytes.length;
    if (!fits || equals < 1 || !record.endsWith("\n")) {
      throw new Error(`its pax header has a malformed record at byte ${at}`);
    }
    records.set(record.slice(0, equals), record.slice(equals + 1, -1));
    at += length;
  }
  return records;
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
