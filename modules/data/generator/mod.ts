/**
 * Examples that a generator makes.
 *
 * @module
 */
export { generator } from "./generator.ts";
export type { GeneratedExample, GeneratedExamples, GeneratorOptions } from "./options.ts";
