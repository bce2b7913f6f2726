/**
 * Telemetry: Leyline packets in a file.
 *
 * @module
 */
export { type LeylinePacketsOptions, leylinePackets } from "./leyline.ts";
