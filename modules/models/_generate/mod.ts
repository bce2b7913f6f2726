/**
 * Text that a model goes on with.
 *
 * @module
 */
export { generateTokens, keepsKeys } from "./generate_tokens.ts";
export { type TokenNetwork, tokenNetwork } from "./network.ts";
export {
  checkGenerate,
  type GeneratedToken,
  type GenerateOptions,
  type PromptTokenizer,
} from "./options.ts";
export type { SamplingOptions } from "./sampling.ts";
export { StopText } from "./stop_text.ts";
export { TextStream } from "./text_stream.ts";
