/**
 * What tests of providers need: a clock that a test moves by hand.
 *
 * @module
 */
export * from "../modules/clocks/mod.ts";
