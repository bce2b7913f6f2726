import { stripVTControlCharacters } from "node:util";
import type { TextStream } from "./text_stream.ts";

// ECMA-48 and DEC: erase to the end of the line; do not wrap, and wrap again.
const ERASE = "\x1b[K";
const NO_WRAP = "\x1b[?7l";
const WRAP = "\x1b[?7h";

/**
 * The last line of a terminal, drawn over and over, with lasting lines above it.
 *
 * Each write leaves the terminal as it was, with its cursor shown and wrapping on: there is nothing to
 * restore however the process ends.
 */
export class LiveLine {
  readonly #stream: TextStream;
  #text = "";

  constructor(stream: TextStream) {
    this.#stream = stream;
  }

  /** Width that a text may have. */
  get columns(): number {
    return this.#stream.columns || 80;
  }

  /** Replaces the line. */
  show(text: string): void {
    this.#text = text;
    this.#stream.write(this.#drawn());
  }

  /** Writes `lines` above it, to stay. */
  print(lines: string): void {
    this.#stream.write(this.#text ? `\r${ERASE}${lines}\n${this.#drawn()}` : `${lines}\n`);
  }

  /** Takes it away. */
  clear(): void {
    if (this.#text) this.#stream.write(`\r${ERASE}`);
    this.#text = "";
  }

  #drawn(): string {
    return `\r${NO_WRAP}${this.#text}${WRAP}${ERASE}`;
  }
}

/** Joins the first of `pieces` that fit into `columns`; colors take no room. */
export function fitted(pieces: readonly string[], columns: number): string {
  let line = "";
  for (const piece of pieces) {
    const longer = line ? `${line}  ${piece}` : piece;
    if (stripVTControlCharacters(longer).length >= columns) break;
    line = longer;
  }
  return line;
}

/** A text from elsewhere without what would move the cursor or begin a line. */
export function oneLine(text: string): string {
  return stripVTControlCharacters(text).replace(/[\p{Cc}\s]+/gu, " ");
}
