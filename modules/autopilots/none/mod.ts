/**
 * No autopilot.
 *
 * @module
 */
export { noAutopilot } from "./no_autopilot.ts";
