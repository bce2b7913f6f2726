import { z } from "../deps.ts";

/** A value that JSON can represent. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A record that JSON can represent. */
export interface JsonObject {
  /** Value of each field by its name. */
  readonly [key: string]: Json;
}

/** A number in JSON; NaN and infinities are strings. */
export type JsonNumber = number | "NaN" | "Infinity" | "-Infinity";

/** Schema of {@link JsonNumber}. */
export const JsonNumberSchema: z.ZodType<JsonNumber> = z.union([
  z.number(),
  z.enum(["NaN", "Infinity", "-Infinity"]),
]);

/** Converts a number to its JSON form. */
export function numberToJson(value: number): JsonNumber {
  return Number.isFinite(value) ? value : (String(value) as JsonNumber);
}

/** Copies plain data with every number in its JSON form, without undefined fields. */
export function jsonSafe(value: unknown): Json {
  if (typeof value === "number") return numberToJson(value);
  if (typeof value !== "object" || value === null) return value as Json;
  if (Array.isArray(value)) return value.map(jsonSafe);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, jsonSafe(item)]));
}
