/**
 * Checkpoint stores: where training states outlive the process.
 *
 * @module
 */
export * from "../modules/checkpoints/mod.ts";
