/**
 * The machine's clock.
 *
 * @module
 */
export { systemClock } from "./system_clock.ts";
