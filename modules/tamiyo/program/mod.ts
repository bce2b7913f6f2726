/**
 * A controller in a program of any language.
 *
 * @module
 */
export { type TamiyoProgramOptions, tamiyoProgram } from "./tamiyo_program.ts";
