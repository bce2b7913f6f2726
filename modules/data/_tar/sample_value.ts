import { type Json, type JsonObject, messageOf } from "../../../core/worker.ts";
import type { RecordValue } from "../_records/mod.ts";

/** Extensions of files that hold a whole number, as in WebDataset's `basichandlers`. */
const INTEGERS = ["cls", "cls2", "class", "count", "index", "inx", "id"];
/** Extensions of files that hold text. */
const TEXTS = ["txt", "text", "transcript"];

/** Returns the extension of the file that holds a field: `json` for `json.caption`. */
export function fileOf(field: string): string {
  return field.startsWith("json.") ? "json" : field;
}

/**
 * Returns the value of a field from the file that holds it: a number, text, what a JSON file has under a key, or bytes.
 *
 * @throws {Error} If the file does not hold such.
 */
export function sampleValue(field: string, bytes: Uint8Array): RecordValue {
  if (INTEGERS.includes(field)) return wholeNumber(bytes);
  if (TEXTS.includes(field)) return decode(bytes);
  if (fileOf(field) === field) return bytes;
  const [, ...keys] = field.split(".");
  return toValue(field, keys.reduce(child, parse(bytes)));
}

/** Returns the fields in a JSON file: `json.caption`, and `json.size.width` for objects in objects. */
export function jsonFields(bytes: Uint8Array): string[] {
  const fields: string[] = [];
  const add = (name: string, value: Json) => {
    if (isObject(value)) addAll(name, value);
    else fields.push(name);
  };
  const addAll = (name: string, object: JsonObject) => {
    for (const [key, value] of Object.entries(object)) add(`${name}.${key}`, value);
  };
  const root = parse(bytes);
  if (isObject(root)) addAll("json", root);
  return fields;
}

function wholeNumber(bytes: Uint8Array): number {
  const text = decode(bytes).trim();
  if (/^[+-]?\d+$/.test(text)) return Number(text);
  throw new Error(`it must hold a whole number, but holds ${JSON.stringify(text.slice(0, 40))}`);
}

function parse(bytes: Uint8Array): Json {
  try {
    return JSON.parse(decode(bytes));
  } catch (error) {
    throw new Error(`it must hold JSON: ${messageOf(error)}`, { cause: error });
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Error("it must hold text in UTF-8", { cause: error });
  }
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function child(value: Json, key: string): Json {
  return isObject(value) ? (value[key] ?? null) : null;
}

function toValue(field: string, value: Json): RecordValue {
  if (Array.isArray(value)) return value.map((one) => toValue(field, one));
  if (!isObject(value)) return value as RecordValue;
  throw new Error(
    `"${field}" must be a number, text, true, false or a list of such, but is an object`,
  );
}
