/**
 * Telemetry: none.
 *
 * @module
 */
export { none } from "./none.ts";
