/**
 * Records in files of JSON.
 *
 * @module
 */
export { type JsonOptions, json } from "./json.ts";
