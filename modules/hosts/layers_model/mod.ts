/**
 * A host from any tfjs layers model.
 *
 * @module
 */
export { layersModel } from "./layers_model.ts";
export type { TransferOptions, UnfreezeOptions } from "./transfer_options.ts";
