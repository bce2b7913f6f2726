/**
 * The first backend that is there.
 *
 * @module
 */
export { AutoBackend, type Candidate } from "./auto.ts";
