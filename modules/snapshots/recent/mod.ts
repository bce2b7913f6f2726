/**
 * Recent states of a run in memory.
 *
 * @module
 */
export { type SnapshotsOptions, snapshots } from "./snapshots.ts";
