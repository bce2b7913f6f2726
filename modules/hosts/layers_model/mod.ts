/**
 * A host from any tfjs layers model.
 *
 * @module
 */
export { layersModel } from "./layers_model.ts";
