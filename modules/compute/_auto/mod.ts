/**
 * The first available backend.
 *
 * @module
 */
export { AutoBackend, type Candidate } from "./auto.ts";
