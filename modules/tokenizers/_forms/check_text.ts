import { TolariaError } from "../../../core/mod.ts";

/** UTF-16 code units that are half of a character. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Checks that a text is one, with no half of a character in it.
 *
 * @throws {TolariaError} `data/invalid`, naming the first lone surrogate.
 */
export function checkText(text: string): void {
  if (text.isWellFormed()) return;
  const at = text.search(LONE_SURROGATE);
  const code = text.charCodeAt(at).toString(16).toUpperCase();
  throw new TolariaError(
    "data/invalid",
    `Character ${at} is a lone surrogate (U+${code}), half of a character: replace it, as text.toWellFormed() does. Cannot encode the text.`,
  );
}

/** Checks that ids are in [0, size). @throws {RangeError} Naming the first that is not. */
export function checkIds(ids: ArrayLike<number>, size: number): void {
  for (let at = 0; at < ids.length; at++) {
    const id = ids[at] as number;
    if (Number.isInteger(id) && id >= 0 && id < size) continue;
    throw new RangeError(
      `Id ${at} must be a whole number from 0 to ${size - 1}, but is ${id}. Cannot decode the ids.`,
    );
  }
}
