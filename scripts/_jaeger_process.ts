import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildJaeger, type JaegerSource } from "./_jaeger_source.ts";

/** Longest time until it answers, ms: long, for a machine that has much else to do. */
const START_MS = 120_000;

const EVERY_MS = 100;

/** How long it may take to end by itself, ms. */
const GRACE_MS = 300;

/** Ports of a Jaeger, on this machine alone. */
export interface JaegerPorts {
  /** Where spans come in, as OTLP over HTTP. */
  readonly otlp: number;
  /** Where its page and its query API are. */
  readonly query: number;
}

/** A Jaeger that runs. */
export interface Jaeger {
  /** To be given to `otlp()` as its endpoint. */
  readonly endpoint: string;
  /** Address of its page and its query API. */
  readonly queryUrl: string;
  /** Settles when it has ended, whoever ended it. */
  readonly ended: Promise<void>;
  /** Ends it. */
  stop(): Promise<void>;
}

/**
 * Starts Jaeger with its traces in memory, and waits until it answers.
 *
 * @throws {Error} Where it ends before that, with what it printed.
 */
export async function startJaeger(source: JaegerSource, ports: JaegerPorts): Promise<Jaeger> {
  const folder = await mkdtemp(join(tmpdir(), "tolaria-jaeger-"));
  const [program, ...args] = await commandFor(source, ports, folder);
  const child = spawn(program as string, args, { stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      printed = `${printed}${text}`.slice(-4000);
    });
  }
  const ended = once(child, "close").then(() => rm(folder, { recursive: true, force: true }));
  const queryUrl = `http://127.0.0.1:${ports.query}`;
  try {
    await answers(queryUrl, child);
  } catch (error) {
    child.kill("SIGKILL");
    throw new Error(`Jaeger did not start: ${printed.trim()}`, { cause: error });
  }
  const stop = async () => {
    child.kill("SIGTERM");
    // Its traces are in memory: there is nothing to save that would be worth waiting for. A container is ended by its engine.
    const timer =
      source.kind === "container" ? undefined : setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
    await ended;
    clearTimeout(timer);
  };
  return { endpoint: `http://127.0.0.1:${ports.otlp}`, queryUrl, ended, stop };
}

async function commandFor(
  source: JaegerSource,
  ports: JaegerPorts,
  folder: string,
): Promise<string[]> {
  if (source.kind === "container") {
    const publish = [`127.0.0.1:${ports.query}:16686`, `127.0.0.1:${ports.otlp}:4318`];
    return [source.engine, "run", "--rm", ...publish.flatMap((port) => ["-p", port]), source.image];
  }
  const program = source.kind === "program" ? source.path : await buildJaeger(source.go);
  const config = join(folder, "jaeger.json");
  await writeFile(config, JSON.stringify(configFor(ports)));
  return [program, "--config", config];
}

/** What it is told: OTLP in, memory, query API out, and no port besides. */
function configFor({ otlp, query }: JaegerPorts): object {
  const local = (port: number) => ({ endpoint: `127.0.0.1:${port}` });
  return {
    service: {
      extensions: ["jaeger_storage", "jaeger_query"],
      pipelines: {
        traces: { receivers: ["otlp"], processors: [], exporters: ["jaeger_storage_exporter"] },
      },
      telemetry: { metrics: { level: "none" }, logs: { level: "warn" } },
    },
    extensions: {
      jaeger_storage: { backends: { memory: { memory: { max_traces: 100_000 } } } },
      jaeger_query: { storage: { traces: "memory" }, http: local(query), grpc: local(0) },
    },
    receivers: { otlp: { protocols: { http: local(otlp) } } },
    exporters: { jaeger_storage_exporter: { trace_storage: "memory" } },
  };
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  const untilMs = performance.now() + START_MS;
  while (performance.now() < untilMs) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error("it ended");
    const response = await fetch(`${url}/api/services`).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
  throw new Error(`it did not answer within ${START_MS / 1000} s`);
}
