/**
 * Hosts outside of a trainer, and weights from one host to another.
 *
 * @module
 */
export { buildHost } from "./build_host.ts";
export { copyWeights, type PolyakOptions, polyakUpdate } from "./copy_weights.ts";
export { hostState } from "./host_state.ts";
