import { type Json, messageOf, TolariaError } from "../../../core/mod.ts";

/** Ids that a vocabulary has at most: four times those of the largest models. */
const MAX_IDS = 2 ** 20;

/** The error of plain data that is no tokenizer. */
export function noTokenizer(reason: string, cause?: unknown): TolariaError {
  const why = cause === undefined ? reason : `${reason}: ${messageOf(cause)}`;
  return new TolariaError("data/invalid", `${why}. Cannot read the tokenizer.`, { cause });
}

/** Whether a value of plain data is a record. */
export function isRecord(value: unknown): value is Readonly<Record<string, Json>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Reads a vocabulary: tokens with ids from 0 on, none of which is left out or there twice.
 *
 * @returns Tokens in the order of their ids.
 * @throws {TolariaError} `data/invalid`, naming the token.
 */
export function readVocabulary(vocabulary: unknown): readonly string[] {
  if (!isRecord(vocabulary)) throw noTokenizer('Its "vocab" must be a record of ids');
  const entries = Object.entries(vocabulary);
  checkSize(entries.length);
  const tokens: string[] = [];
  for (const [token, id] of entries) {
    const name = JSON.stringify(token.slice(0, 40));
    if (!Number.isInteger(id) || (id as number) < 0 || (id as number) >= entries.length) {
      throw noTokenizer(
        `The id of ${name} must be a whole number from 0 to ${entries.length - 1}, but is ${JSON.stringify(id)?.slice(0, 40)}`,
      );
    }
    const other = tokens[id as number];
    if (other !== undefined) {
      throw noTokenizer(`Id ${id} is both ${JSON.stringify(other.slice(0, 40))} and ${name}`);
    }
    tokens[id as number] = token;
  }
  return tokens;
}

/** @throws {TolariaError} `data/invalid` if a vocabulary has too many ids, or none. */
export function checkSize(size: number): void {
  if (size >= 1 && size <= MAX_IDS) return;
  throw noTokenizer(`Its vocabulary must have from 1 to ${MAX_IDS} ids, but has ${size}`);
}
