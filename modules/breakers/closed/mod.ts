/**
 * Circuit breakers that never open.
 *
 * @module
 */
export { closedBreakers } from "./closed_breakers.ts";
