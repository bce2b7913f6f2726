/**
 * A clock for tests.
 *
 * @module
 */
export { ManualClock, manualClock } from "./manual_clock.ts";
