/**
 * The shortest vector between the gradients.
 *
 * @module
 */
export { mgda } from "./mgda.ts";
