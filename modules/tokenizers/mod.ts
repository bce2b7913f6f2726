/**
 * Tokenizers: how text becomes ids.
 *
 * @module
 */
export { tokenizerFrom } from "./_forms/mod.ts";
export * from "./bpe/mod.ts";
export * from "./bytes/mod.ts";
export * from "./characters/mod.ts";
export * from "./gpt_tokenizer/mod.ts";
export * from "./tokenizer_json/mod.ts";
export { type TrainTokenizerOptions, trainTokenizer } from "./train_tokenizer.ts";
