import { readFileSync } from "node:fs";
import { isMilliseconds, messageOf, show, TolariaError } from "../../../core/mod.ts";
import type { OtlpOptions } from "./otlp.ts";

/**
 * Whether the environment turns telemetry off.
 *
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export function isSdkDisabled(environment: Environment): boolean {
  return environment.OTEL_SDK_DISABLED?.trim().toLowerCase() === "true";
}

/** What is sent. */
export type OtlpSignal = "traces" | "metrics";

/** Where spans or metrics go, and how. */
export interface Collector {
  /** Address of its service for them. */
  readonly url: URL;
  /** The address as people may see it: without user and password. */
  readonly shown: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Longest time for a batch, ms. */
  readonly timeoutMs: number;
  /** Whether bodies are compressed. */
  readonly gzip: boolean;
  /** Certificates in PEM form, for https. */
  readonly tls: {
    readonly ca?: Uint8Array;
    readonly cert?: Uint8Array;
    readonly key?: Uint8Array;
  };
}

/** The environment's variables. */
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Puts together where a signal goes: options first, then what the environment says of the signal, then what it says
 * of every signal, then the defaults of the specification.
 *
 * @throws {TolariaError} `options/invalid`, naming the variable.
 * @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */
export function findCollector(
  options: OtlpOptions,
  environment: Environment,
  signal: OtlpSignal = "traces",
): Collector {
  const setting = (name: string) => findSetting(environment, signal, name);
  checkProtocol(setting("PROTOCOL"));
  const url = options.endpoint
    ? serviceUrl(options.endpoint, signal)
    : urlFrom(environment, signal);
  return {
    url,
    shown: `${url.origin}${url.pathname}`,
    headers: { ...headersFrom(environment, signal), ...checkedHeaders(options.headers) },
    timeoutMs: options.timeoutMs ?? timeoutFrom(setting("TIMEOUT")),
    gzip: gzipFrom(setting("COMPRESSION")),
    tls: {
      ca: pemFrom(setting("CERTIFICATE")),
      cert: pemFrom(setting("CLIENT_CERTIFICATE")),
      key: pemFrom(setting("CLIENT_KEY")),
    },
  };
}

interface Setting {
  readonly variable: string;
  readonly value: string;
}

function findSetting(
  environment: Environment,
  signal: OtlpSignal,
  name: string,
): Setting | undefined {
  for (const variable of [ownVariable(signal, name), `OTEL_EXPORTER_OTLP_${name}`]) {
    const value = environment[variable]?.trim();
    // The specification treats an empty variable as an unset one.
    if (value) return { variable, value };
  }
  return undefined;
}

function ownVariable(signal: OtlpSignal, name: string): string {
  return `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_${name}`;
}

function urlFrom(environment: Environment, signal: OtlpSignal): URL {
  const setting = findSetting(environment, signal, "ENDPOINT");
  if (!setting) return serviceUrl("http://localhost:4318", signal);
  const url = URL.parse(setting.value);
  if (url?.protocol !== "http:" && url?.protocol !== "https:") {
    throw fault(setting, "an http or https address");
  }
  // The variable for one signal names the service itself, the general one the collector.
  const isOwn = setting.variable === ownVariable(signal, "ENDPOINT");
  return isOwn ? url : serviceUrl(setting.value, signal);
}

function serviceUrl(endpoint: string, signal: OtlpSignal): URL {
  const url = new URL(endpoint);
  if (`${url.pathname}${url.search}${url.hash}`.includes("@")) {
    const rule = "an address whose user and password are percent-encoded";
    throw fault({ variable: "endpoint", value: endpoint }, rule);
  }
  const collector = url.pathname.replace(/\/v1\/(traces|metrics)\/*$/, "").replace(/\/+$/, "");
  url.pathname = `${collector}/v1/${signal}`;
  return url;
}

function headersFrom(environment: Environment, signal: OtlpSignal): Record<string, string> {
  // Headers add up, where the other settings replace each other.
  const lists = ["OTEL_EXPORTER_OTLP_HEADERS", ownVariable(signal, "HEADERS")].map((variable) => ({
    variable,
    value: environment[variable]?.trim() ?? "",
  }));
  return Object.fromEntries(lists.flatMap(headerPairs));
}

/** Headers carry keys: an error shows no value. */
function checkedHeaders(headers: OtlpOptions["headers"] = {}): Readonly<Record<string, string>> {
  for (const [name, value] of Object.entries(headers)) {
    if (isHeader(name, value)) continue;
    throw new TolariaError(
      "options/invalid",
      `Header ${show(name)} must have a name and a value that HTTP can send. Cannot make otlp.`,
    );
  }
  return headers;
}

function headerPairs(setting: Setting): [string, string][] {
  const pairs = setting.value.split(",").filter((pair) => pair.trim() !== "");
  return pairs.map((pair) => {
    const [, name, value] = /^\s*([^=\s]+)\s*=(.*)$/.exec(pair) ?? [];
    try {
      const decoded = decodeURIComponent(value?.trim() ?? "");
      if (name !== undefined && isHeader(name, decoded)) return [name, decoded];
    } catch {}
    // Headers carry keys: the value is not shown.
    throw new TolariaError(
      "options/invalid",
      `"${setting.variable}" must be a list such as name=value,other=value, percent-encoded. Cannot make otlp.`,
    );
  });
}

/** Whether HTTP can send a header: others would lose every span, one try after the other. */
// https://www.rfc-editor.org/rfc/rfc9110#section-5
function isHeader(name: string, value: string): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}

function timeoutFrom(setting: Setting | undefined): number {
  if (!setting) return 10_000;
  const timeoutMs = Number(setting.value);
  if (!isMilliseconds(timeoutMs)) {
    throw fault(setting, "a number of milliseconds greater than 0 and less than 2^31");
  }
  return timeoutMs;
}

/** Asked for another protocol, a collector would get what it does not expect. */
function checkProtocol(setting: Setting | undefined): void {
  if (setting && setting.value !== "http/protobuf") {
    throw fault(setting, '"http/protobuf", the one protocol there is');
  }
}

function gzipFrom(setting: Setting | undefined): boolean {
  if (!setting || setting.value === "none") return false;
  if (setting.value === "gzip") return true;
  throw fault(setting, `"none" or "gzip"`);
}

function pemFrom(setting: Setting | undefined): Uint8Array | undefined {
  if (!setting) return undefined;
  try {
    return readFileSync(setting.value);
  } catch (error) {
    throw fault(setting, `a file that can be read (${messageOf(error)})`);
  }
}

function fault({ variable, value }: Setting, rule: string): TolariaError {
  const message = `"${variable}" must be ${rule}, but is ${show(value)}. Cannot make otlp.`;
  return new TolariaError("options/invalid", message);
}
