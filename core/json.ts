import { z } from "../deps.ts";

/** What can be written as JSON and read back the same. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** A number as JSON can carry it: what is not finite is spelled out. */
export type SpelledNumber = number | "NaN" | "Infinity" | "-Infinity";

/** `value` as JSON can carry it. */
export function numberToJson(value: number): SpelledNumber {
  return Number.isFinite(value) ? value : (String(value) as SpelledNumber);
}

/** Rules of {@link SpelledNumber}. */
export const SpelledSchema: z.ZodType<SpelledNumber> = z.union([
  z.number(),
  z.enum(["NaN", "Infinity", "-Infinity"]),
]);
