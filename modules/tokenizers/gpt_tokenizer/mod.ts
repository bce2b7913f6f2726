/**
 * Tokenizer: those of OpenAI's models.
 *
 * @module
 */
export { type GptTokenizerOptions, gptTokenizer } from "./gpt_tokenizer.ts";
