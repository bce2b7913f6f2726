/**
 * Everything a run reports: types only.
 *
 * @module
 */
export type * from "../core/reports.ts";
