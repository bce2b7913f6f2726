/**
 * Circuit breakers on opossum.
 *
 * @module
 */
export { opossumBreakers } from "./opossum_breakers.ts";
export type { BreakerOptions, OpossumBreakersOptions } from "./options.ts";
