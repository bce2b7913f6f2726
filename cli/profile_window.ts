import { InvalidArgumentError } from "../deps.ts";

/** The steps that are to be profiled. */
export interface ProfileWindow {
  readonly from: number;
  readonly to: number;
}

/**
 * Reads `steps=20..40`.
 *
 * @throws {InvalidArgumentError} For anything else.
 */
export function profileWindow(text: string): ProfileWindow {
  const [, from, to] = /^steps=(\d+)\.\.(\d+)$/.exec(text) ?? [];
  const window = { from: Number(from), to: Number(to) };
  if (window.from >= 1 && window.to >= window.from) return window;
  throw new InvalidArgumentError("It must be steps=<first>..<last>, as steps=20..40.");
}
