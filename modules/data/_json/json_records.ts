import type { RecordValue } from "../_records/mod.ts";

/** A record as it is in the file. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** What may stand between a record and the next one, or the end. */
const SEPARATORS = /[\s,\]]+$/;

/**
 * Parses consecutive records.
 *
 * @param array Whether they stand in an array rather than in a line each.
 * @throws {Error} If some are broken or no objects.
 */
export function parseRecords(bytes: Buffer, array: boolean): readonly JsonRecord[] {
  const text = bytes.toString("utf8");
  const records: readonly unknown[] = array
    ? JSON.parse(`[${text.replace(SEPARATORS, "")}]`)
    : text.split("\n").flatMap((line) => (line.trim() === "" ? [] : [JSON.parse(line)]));
  const wrong = records.find((record) => !isObject(record));
  if (wrong === undefined) return records as readonly JsonRecord[];
  const shown = JSON.stringify(wrong).slice(0, 40);
  throw new Error(`a record must be an object of fields, but is ${shown}`);
}

/** Returns the names of a record's fields; those of an object within it as `outer.inner`. */
export function fieldsOf(record: JsonRecord): readonly string[] {
  return Object.entries(record).flatMap(([name, value]) =>
    isObject(value) ? fieldsOf(value).map((inner) => `${name}.${inner}`) : [name],
  );
}

/** Returns the value of a field, null if the record has none. */
export function fieldValue(record: JsonRecord, field: string): RecordValue {
  const own = record[field];
  if (own !== undefined) return own as RecordValue;
  const dot = field.indexOf(".");
  if (dot < 0) return null;
  const outer = record[field.slice(0, dot)];
  return isObject(outer) ? fieldValue(outer, field.slice(dot + 1)) : null;
}

function isObject(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
