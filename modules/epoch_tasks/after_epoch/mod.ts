/**
 * Custom work after each epoch.
 *
 * @module
 */
export { afterEpoch } from "./after_epoch.ts";
