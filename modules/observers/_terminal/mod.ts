/**
 * Streams and colors of observers.
 *
 * @module
 */
export { colorsFor } from "./colors.ts";
export { fitted, LiveLine, oneLine } from "./live_line.ts";
export { consoleStream, defaultStream, type TextStream, TextStreamSchema } from "./text_stream.ts";
