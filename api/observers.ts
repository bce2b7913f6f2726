/**
 * Observers: how a run is shown while it trains and after, and work of your own after each epoch.
 *
 * @module
 */
export * from "../modules/epoch_tasks/mod.ts";
export * from "../modules/observers/mod.ts";
