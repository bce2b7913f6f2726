/**
 * What objectives of one output share.
 *
 * @module
 */
export { checkActivation, checkSameShape, onlyPair, refuse } from "./check.ts";
