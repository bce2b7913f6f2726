/**
 * What gradient transforms share.
 *
 * @module
 */
export { bindTransform } from "./bind_transform.ts";
export { mapWeights, unitAxes } from "./each_weight.ts";
