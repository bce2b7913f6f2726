import type { RecordValue } from "../_records/mod.ts";

/** A value of a record; null where it is missing. */
export type Value = RecordValue;

/** Which values are missing: null, undefined, NaN, the empty text, and the texts of a column's own. */
export type IsMissing = (value: Value | undefined) => boolean;

/** Returns the rule by which values of a column are missing. A number is missing if its text is one of `texts`. */
export function missingRule(texts: readonly string[] = []): IsMissing {
  const known = new Set(texts);
  return (value) => {
    if (typeof value === "string") return value === "" || known.has(value);
    if (value === null || value === undefined) return true;
    return (
      typeof value === "number" &&
      (Number.isNaN(value) || (known.size > 0 && known.has(`${value}`)))
    );
  };
}

const X = /^\s*[+-]?0[xXbBoO]/;

/** Returns a value as a number, NaN if it is none. Texts are decimal numbers, with blanks around them at most. */
export function toNumber(value: Value | undefined): number {
  if (typeof value === "number") return value;
  if (typeof value === "string") {
    const number = Number(value);
    // Hexadecimal and blank texts are numbers to JavaScript alone.
    if (number === 0 && value.trim() === "") return Number.NaN;
    return number !== 0 && X.test(value) ? Number.NaN : number;
  }
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "boolean") return value ? 1 : 0;
  return Number.NaN;
}

const decoder = new TextDecoder();

/** Returns a value as text: that of a category. `1`, `1n` and `"1"` are the same category. */
export function toText(value: Value | undefined): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean") {
    return String(value);
  }
  return value instanceof Uint8Array ? decoder.decode(value) : undefined;
}

/** Formats a value for a message: short, and distinct from another that looks alike. */
export function showValue(value: Value | undefined): string {
  if (value === null || value === undefined) return "missing";
  if (typeof value === "string") return JSON.stringify(value.slice(0, 60));
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  return Array.isArray(value) ? `a list of ${value.length}` : String(value);
}
