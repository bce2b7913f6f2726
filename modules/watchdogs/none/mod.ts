/**
 * No watchdog.
 *
 * @module
 */
export { noWatchdog } from "./no_watchdog.ts";
