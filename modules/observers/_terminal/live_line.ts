import { stripVTControlCharacters } from "node:util";
import type { TextStream } from "./text_stream.ts";

// ECMA-48 and DEC: erase to the end of the line, disable wrapping, enable wrapping.
const ERASE = "\x1b[K";
const NO_WRAP = "\x1b[?7l";
const WRAP = "\x1b[?7h";

/**
 * The last line of a terminal, redrawn in place, with permanent lines above it.
 *
 * Each write leaves the cursor visible and wrapping enabled, so there is nothing to
 * restore when the process ends.
 */
export class LiveLine {
  readonly #stream: TextStream;
  #text = "";

  constructor(stream: TextStream) {
    this.#stream = stream;
  }

  /** Width for text, in characters. */
  get columns(): number {
    return this.#stream.columns || 80;
  }

  /** Replaces the line. */
  show(text: string): void {
    this.#text = text;
    this.#stream.write(this.#drawn());
  }

  /** Writes permanent lines above the live line. */
  print(lines: string): void {
    this.#stream.write(this.#text ? `\r${ERASE}${lines}\n${this.#drawn()}` : `${lines}\n`);
  }

  /** Erases the line. */
  clear(): void {
    if (this.#text) this.#stream.write(`\r${ERASE}`);
    this.#text = "";
  }

  #drawn(): string {
    return `\r${NO_WRAP}${this.#text}${WRAP}${ERASE}`;
  }
}

/** Joins the first `pieces` that fit into `columns`, ignoring the width of color codes. */
export function fitted(pieces: readonly string[], columns: number): string {
  let line = "";
  for (const piece of pieces) {
    const longer = line ? `${line}  ${piece}` : piece;
    if (stripVTControlCharacters(longer).length >= columns) break;
    line = longer;
  }
  return line;
}

/** Removes control characters and line breaks from an untrusted text. */
export function oneLine(text: string): string {
  return stripVTControlCharacters(text).replace(/[\p{Cc}\s]+/gu, " ");
}
