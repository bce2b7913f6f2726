/**
 * Leyline: the enums, messages and budgets that Tolaria, Kasmina and Tamiyo share.
 *
 * @module
 */
export * from "../proto/mod.ts";
