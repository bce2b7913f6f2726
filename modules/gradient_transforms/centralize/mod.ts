/**
 * Gradient transform: no mean in a unit's gradient.
 *
 * @module
 */
export { centralize } from "./centralize.ts";
