/**
 * Seeds that grow in the slots of a host.
 *
 * @module
 */
export type { BlockInput, Blueprint } from "./blueprint.ts";
export { type ResidualOptions, residual } from "./blueprints.ts";
export { type BranchOptions, branch } from "./branch.ts";
export type { GateLimits, SeedsOptions } from "./options.ts";
export { seeds } from "./seeds.ts";
