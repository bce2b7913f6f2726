/**
 * For authors of providers: a conformance suite for each role, and a clock that a test moves by hand.
 *
 * @example
 * ```ts
 * import { PolicyModule } from "tolaria/ports";
 * import { conformsToLearningRatePolicy } from "tolaria/testing";
 *
 * const halving = new PolicyModule(() => ({
 *   name: "halving",
 *   check: () => {},
 *   rate: ({ epoch }) => 1e-2 / 2 ** epoch,
 * }));
 * conformsToLearningRatePolicy(halving);
 * ```
 *
 * @module
 */
export * from "../modules/clocks/mod.ts";
export * from "../testing/mod.ts";
