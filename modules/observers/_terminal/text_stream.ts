import { stripVTControlCharacters } from "node:util";
import { isNotebook } from "../../../core/mod.ts";
import { z } from "../../../deps.ts";

/** Output of an observer: `process.stderr` or a similar stream. */
export interface TextStream {
  /** Writes `text`; the result is ignored. */
  write(text: string): unknown;
  /** Whether the stream is a terminal. */
  readonly isTTY?: boolean;
  /** Width of the terminal in characters; it may change at any time. */
  readonly columns?: number;
}

/** Error rule of {@link TextStream}. */
export const TextStreamSchema: z.ZodType<TextStream> = z.custom<TextStream>(
  (value) => typeof (value as TextStream | undefined)?.write === "function",
  'a stream with a function "write"',
);

/** Returns where observers write by default: `process.stderr`, or the console in a notebook. */
export function defaultStream(): TextStream {
  return isNotebook() ? consoleStream() : process.stderr;
}

/** A stream of whole lines: what is to be redrawn in place, such as a progress bar, is left out. */
export function consoleStream(log: (line: string) => void = console.log): TextStream {
  return {
    write: (text) => {
      const end = text.lastIndexOf("\n");
      if (end >= 0) log(stripVTControlCharacters(text.slice(0, end)).replaceAll("\r", ""));
    },
  };
}
