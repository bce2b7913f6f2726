/**
 * Objective: margins of yes and no.
 *
 * @module
 */
export { type HingeOptions, hinge } from "./hinge.ts";
