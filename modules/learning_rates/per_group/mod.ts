/**
 * A policy for each parameter group.
 *
 * @module
 */
export { type PerGroupOptions, perGroup } from "./per_group.ts";
