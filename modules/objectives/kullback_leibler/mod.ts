/**
 * Objective: divergence of distributions.
 *
 * @module
 */
export { type KullbackLeiblerOptions, kullbackLeibler } from "./kullback_leibler.ts";
