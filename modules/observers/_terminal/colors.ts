import { type Colors, picocolors } from "../../../deps.ts";
import type { TextStream } from "./text_stream.ts";

/**
 * Returns colors if `stream` is a terminal that supports them and NO_COLOR is not set.
 *
 * @see https://no-color.org
 */
export function colorsFor(
  stream: TextStream,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Colors {
  const { NO_COLOR, FORCE_COLOR, TERM } = environment;
  if (NO_COLOR) return picocolors.createColors(false);
  if (FORCE_COLOR) return picocolors.createColors(FORCE_COLOR !== "0");
  return picocolors.createColors(stream.isTTY === true && TERM !== "dumb");
}
