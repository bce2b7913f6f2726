/**
 * Commands from outside that are signed.
 *
 * @module
 */
export { type CommandKey, signCommand } from "./signature.ts";
export { type SignedCommandsOptions, signedCommands } from "./signed_commands.ts";
