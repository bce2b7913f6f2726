/**
 * The one door to third parties: every package that Tolaria uses is imported here and nowhere else.
 *
 * What only one provider needs, and what is slow to load, is behind a function that loads it on demand.
 *
 * @module
 */

import { createRequire } from "node:module";
// Before inversify, so that a user's own `@injectable()` class carries its metadata.
import "reflect-metadata";

export { Command, CommanderError, InvalidArgumentError } from "commander";
export { unzipSync, zipSync } from "fflate";
export {
  Container,
  ContainerModule,
  type ContainerModuleLoadOptions,
  inject,
  injectable,
  type ServiceIdentifier,
} from "inversify";
export { default as picocolors } from "picocolors";
export type { Colors } from "picocolors/types";
export { z } from "zod";
export * from "./deps_worker.ts";
export * as tf from "./tfjs/mod.ts";

/** What Tolaria uses of a breaker of opossum, which has no types of its own. */
export interface OpossumCircuit<Inputs extends unknown[], Result> {
  readonly isShutdown: boolean;
  fire(...inputs: Inputs): Promise<Result>;
  open(): void;
  close(): void;
  shutdown(): void;
  on(event: string, listener: (value: never) => void): this;
  prependListener(event: string, listener: (value: never) => void): this;
}

/** Makes breakers. */
export const OpossumCircuit: new <Inputs extends unknown[], Result>(
  action: (...inputs: Inputs) => Promise<Result>,
  options: Readonly<Record<string, unknown>>,
) => OpossumCircuit<Inputs, Result> = createRequire(import.meta.url)("opossum");

/** tfjs's wasm backend; registers its stock kernels when it is loaded. */
export function loadWasmPackage(): typeof import("@tensorflow/tfjs-backend-wasm") {
  return createRequire(import.meta.url)("@tensorflow/tfjs-backend-wasm");
}

/** Paths of the compiled kernels of tfjs's wasm backend, and of the scripts that start them. */
export function wasmKernelFiles(): Readonly<
  Record<
    "plainScript" | "plainBinary" | "threadedScript" | "threadedBinary" | "workerScript",
    string
  >
> {
  const { resolve } = createRequire(import.meta.url);
  const file = (path: string) => resolve(`@tensorflow/tfjs-backend-wasm/${path}`);
  return {
    plainScript: file("wasm-out/tfjs-backend-wasm.js"),
    plainBinary: file("dist/tfjs-backend-wasm-simd.wasm"),
    threadedScript: file("wasm-out/tfjs-backend-wasm-threaded-simd.js"),
    threadedBinary: file("dist/tfjs-backend-wasm-threaded-simd.wasm"),
    workerScript: file("wasm-out/tfjs-backend-wasm-threaded-simd.worker.js"),
  };
}

/** Parses a stream of CSV text to records; about 10 ms to load. */
export async function loadCsvStream(): Promise<typeof import("csv-parse").parse> {
  return (await import("csv-parse")).parse;
}

/** Encodes and decodes text as a `tokenizer.json` of Hugging Face's says. */
export type HuggingFaceTokenizer = import("@huggingface/tokenizers").Tokenizer;

/** Reads tokenizers of Hugging Face's; about 10 ms to load. */
export async function loadHuggingFaceTokenizer(): Promise<
  typeof import("@huggingface/tokenizers").Tokenizer
> {
  return (await import("@huggingface/tokenizers")).Tokenizer;
}

/** Paths of the manifests of tfjs's packages with TensorFlow's kernels, as far as they are installed. */
export function resolveTfjsNode(): string[] {
  const { resolve } = createRequire(import.meta.url);
  return ["@tensorflow/tfjs-node-gpu", "@tensorflow/tfjs-node"].flatMap((name) => {
    try {
      return [resolve(`${name}/package.json`)];
    } catch {
      return [];
    }
  });
}

/** A package of npm's that is fetched when it is asked for, and is no dependency. */
export interface PinnedPackage {
  readonly name: string;
  readonly version: string;
  /** Hash of its archive, as npm writes it. */
  readonly integrity: string;
}

/** TensorFlow's kernels for tfjs, and the binding to its library. */
export const TFJS_NODE: PinnedPackage = {
  name: "@tensorflow/tfjs-node-gpu",
  version: "4.22.0",
  integrity:
    "sha512-p//NN6DGiN4hInUmIkRffaFVMcdTREUMjPyjW04J7OXvB2zBlQimj61eFKSgRrH3f5TnOfKzb0n56he/B6a4bw==",
};

/** What a binding is compiled with. */
export const NODE_API_HEADERS: PinnedPackage = {
  name: "node-api-headers",
  version: "1.9.0",
  integrity:
    "sha512-2oNILP4jXwRB4ywnYKjVk1YyJ96n2D4EOVJO6S3oYZ5PtbJrw3Yt9TpAuX3nBLMuzn74rnfGQrv13pS9vC+YiA==",
};
