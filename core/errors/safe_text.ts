import { stripVTControlCharacters } from "node:util";

/** What moves a cursor, ends a line or turns the direction of writing: controls, and Unicode's own line ends and overrides. */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** Everything between the slashes of an address and its last "@": a password may hold any of these characters unencoded. */
const CREDENTIALS = /\/\/[^\s"'<>]*@/g;

/** Longest text of another program that is passed on. */
const MAX_LENGTH = 1_000;

/**
 * Returns a text of another program, user or host as one line that a terminal and a log can show: without escape sequences,
 * controls and credentials, cut at `maxLength` characters.
 */
export function safeText(text: string, maxLength: number = MAX_LENGTH): string {
  const cut = stripVTControlCharacters(text.slice(0, 8 * maxLength));
  return withoutCredentials(cut.replace(UNPRINTABLE, " ")).slice(0, maxLength);
}

/** Replaces user and password of every address in a text. */
export function withoutCredentials(text: string): string {
  return text.replace(CREDENTIALS, "//***@");
}
