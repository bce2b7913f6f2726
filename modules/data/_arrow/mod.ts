/**
 * Reads Arrow files and streams by record batches.
 *
 * @module
 */
export { openReader } from "./arrow_reader.ts";
export type { ArrowRequest, ArrowSpec } from "./arrow_spec.ts";
export { makeSpec } from "./make_spec.ts";
