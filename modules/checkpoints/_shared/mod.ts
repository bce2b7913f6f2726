/**
 * What stores of checkpoints have in common.
 *
 * @module
 */
export { loadChosen } from "./load_chosen.ts";
export { numbersIn } from "./numbers.ts";
