/**
 * A GPT as a host.
 *
 * @module
 */
export { gpt } from "./gpt.ts";
export type { GptOptions } from "./options.ts";
