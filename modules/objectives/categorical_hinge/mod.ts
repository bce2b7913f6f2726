/**
 * Objective: margins between classes.
 *
 * @module
 */
export { categoricalHinge } from "./categorical_hinge.ts";
