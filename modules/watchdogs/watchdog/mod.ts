/**
 * Rules that losses and validation are watched by.
 *
 * @module
 */
export type { CollapseOptions, WatchdogOptions } from "./options.ts";
export { watchdog } from "./watchdog.ts";
