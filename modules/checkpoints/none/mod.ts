/**
 * No checkpoints.
 *
 * @module
 */
export { noCheckpoints } from "./none.ts";
