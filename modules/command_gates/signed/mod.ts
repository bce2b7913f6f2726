/**
 * Commands from outside that are signed.
 *
 * @module
 */
export { type CommandKey, signCommand } from "../../../core/mod.ts";
export { type SignedCommandsOptions, signedCommands } from "./signed_commands.ts";
