import { z } from "../deps.ts";

/** Longest delay of a timer, ms: both runtimes fire one that is set to more at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** Rules of an option in milliseconds, greater than 0: a time that a timer can be set to. */
export function milliseconds(): z.ZodNumber {
  return z.number().positive().max(MAX_DELAY_MS);
}

/** Rules of an option in milliseconds, at least 0. */
export function millisecondsFrom0(): z.ZodNumber {
  return z.number().min(0).max(MAX_DELAY_MS);
}

/** Whether a text is a time in milliseconds, greater than 0, that a timer can be set to. */
export function isMilliseconds(value: number): boolean {
  return milliseconds().safeParse(value).success;
}
