/**
 * A signal channel that ends in its own process.
 *
 * @module
 */
export { LocalSignals } from "./local_signals.ts";
export { isHigher, NO_SIGNAL } from "./signals.ts";
