/**
 * Work of the user's own after each epoch.
 *
 * @module
 */
export { afterEpoch } from "./after_epoch.ts";
