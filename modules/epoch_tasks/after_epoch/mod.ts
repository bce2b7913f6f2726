/**
 * Work of your own after each epoch.
 *
 * @module
 */
export { afterEpoch } from "./after_epoch.ts";
