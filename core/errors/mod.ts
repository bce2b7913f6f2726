/**
 * The errors that callers act on. A leaf: it imports nothing, so that everything may import it.
 *
 * @module
 */
export { type ErrorCode, messageOf, TolariaError } from "./errors.ts";
export { errorMessage, unknownName } from "./messages.ts";
