/**
 * Back and around what went wrong.
 *
 * @module
 */
export { type AutopilotOptions, autopilot } from "./autopilot.ts";
