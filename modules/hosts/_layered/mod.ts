/**
 * What the hosts made of tfjs layers share.
 *
 * @module
 */
export { type Block, buildBlocks, ShapeSchema } from "./blocks_host.ts";
export { LayeredHost, type Stage } from "./layered_host.ts";
export { type SlotOption, SlotsSchema, slotNames } from "./slots.ts";
