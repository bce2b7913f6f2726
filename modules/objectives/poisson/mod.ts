/**
 * Objective: counts.
 *
 * @module
 */
export { type PoissonOptions, poisson } from "./poisson.ts";
