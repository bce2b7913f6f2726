import { InvalidArgumentError } from "../deps.ts";

/** First and last step of a profile. */
export interface ProfileWindow {
  readonly from: number;
  readonly to: number;
}

/**
 * Parses `steps=20..40`.
 *
 * @throws {InvalidArgumentError} If the text has another form.
 */
export function profileWindow(text: string): ProfileWindow {
  const [, from, to] = /^steps=(\d+)\.\.(\d+)$/.exec(text) ?? [];
  const window = { from: Number(from), to: Number(to) };
  if (window.from >= 1 && window.to >= window.from) return window;
  throw new InvalidArgumentError("It must be steps=<first>..<last>, such as steps=20..40.");
}
