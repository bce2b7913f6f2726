/**
 * Controllers: policies that Tamiyo hosts, asked at each epoch boundary.
 *
 * @module
 */
export * from "../modules/tamiyo/mod.ts";
