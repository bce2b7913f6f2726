import { z } from "../../../deps.ts";

/** What an observer writes to: `process.stderr`, or anything like it. */
export interface TextStream {
  /** Writes `text`; what it returns does not matter. */
  write(text: string): unknown;
  /** Whether it is a terminal. */
  readonly isTTY?: boolean;
  /** Width of the terminal in characters; it may change at any time. */
  readonly columns?: number;
}

/** Rule of {@link TextStream}. */
export const TextStreamSchema: z.ZodType<TextStream> = z.custom<TextStream>(
  (value) => typeof (value as TextStream | undefined)?.write === "function",
  'a stream with a function "write"',
);
