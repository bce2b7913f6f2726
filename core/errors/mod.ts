/**
 * The errors that callers act on. A leaf: it imports nothing of the project, so that everything may import it.
 *
 * @module
 */
export { type ErrorCode, firstError, messageOf, TolariaError } from "./errors.ts";
export { errorMessage, unknownName } from "./messages.ts";
export { nearestName } from "./nearest_name.ts";
export { safeText, withoutCredentials } from "./safe_text.ts";
