/**
 * tfjs's cpu backend.
 *
 * @module
 */
export { cpu } from "./cpu.ts";
