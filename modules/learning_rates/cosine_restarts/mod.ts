/**
 * A cosine with warm restarts.
 *
 * @module
 */
export { type CosineRestartsOptions, cosineRestarts } from "./cosine_restarts.ts";
