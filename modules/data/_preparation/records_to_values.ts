import type { Value } from "./value.ts";

/** A record as an object: what a program or a line of JSON has. */
export type PlainRecord = Readonly<Record<string, unknown>>;

/** Returns the values of `fields`, field by field, of records that are objects; null where a record has none. */
export function recordsToValues(
  records: readonly PlainRecord[],
  fields: readonly string[],
): readonly (readonly Value[])[] {
  return fields.map((field) => records.map((record) => asValue(record[field])));
}

function asValue(value: unknown): Value {
  if (value === undefined || value === null) return null;
  if (value instanceof Date) return value.toISOString();
  if (ArrayBuffer.isView(value) && !(value instanceof Uint8Array)) {
    return Array.from(value as unknown as ArrayLike<number>);
  }
  return value as Value;
}
