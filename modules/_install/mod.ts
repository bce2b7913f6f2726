/**
 * What setups of native libraries share.
 *
 * @module
 */
export { cachedFolder } from "./cached_folder.ts";
export { lastLines, type ProgramResult, runProgram } from "./run_program.ts";
