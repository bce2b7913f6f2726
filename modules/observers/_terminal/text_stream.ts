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
