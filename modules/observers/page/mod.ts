/**
 * The page of a run that trains.
 *
 * @module
 */
export { type PageOptions, page } from "./page.ts";
