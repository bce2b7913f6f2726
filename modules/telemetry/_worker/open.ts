import { createHash, randomBytes } from "node:crypto";
import { homedir } from "node:os";
import { join } from "node:path";
import { clearInterval, setInterval } from "node:timers";
import { Worker } from "node:worker_threads";
import {
  type CircuitBreakers,
  exporterBreaker,
  spanPriority,
  type Telemetry,
} from "../../../core/mod.ts";
import { type ReadableSpan, SpanStatusCode } from "../../../deps.ts";
import { describeProcess, startMeter, startTracer } from "../_sdk/mod.ts";
import type { BatcherLimits } from "./batcher.ts";
import { METRICS_MARK } from "./exporter.ts";
import type { ToWorker, WorkerTask } from "./messages.ts";
import { Outbox } from "./outbox.ts";
import { Ring } from "./ring.ts";
import { encodeSpan } from "./span_wire.ts";
import { Spill } from "./spill.ts";
import { readyWorker, WorkerTelemetry } from "./worker_telemetry.ts";

/** Room in the ring, in bytes: some thousands of spans. */
const RING_BYTES = 2 ** 20;

/** What tells one exporter from another. */
export interface ExporterKind {
  readonly name: string;
  /** Address of the module whose `open` makes the destination. */
  readonly module: string;
  /** What `open` is given; plain data. */
  readonly options: unknown;
  /** What the spill belongs to: spans of another address are not sent to this one. */
  readonly address: string;
  readonly limits: BatcherLimits;
  readonly serviceName?: string;
  /** How often metrics are sent, ms. */
  readonly metricsEveryMs: number;
  readonly spillFolder?: string;
  /** Whether spans are recorded at all. @default true */
  readonly spans?: boolean;
}

/** Starts an exporter in a worker, and the tracer and meter whose spans and metrics it takes. */
export async function openExporter(
  kind: ExporterKind,
  breakers: CircuitBreakers,
): Promise<Telemetry> {
  const resource = await describeProcess(kind.serviceName);
  const ring = new Ring(RING_BYTES);
  const word = randomBytes(4).toString("hex");
  const task: WorkerTask = {
    ring: ring.buffer,
    destination: kind.module,
    options: kind.options,
    limits: kind.limits,
    resource: { ...resource.attributes },
    spill: { folder: kind.spillFolder ?? defaultSpillFolder(), name: spillName(kind) },
    spillWord: `${word}w`,
    breaker: exporterBreaker(kind.name),
  };
  const worker = new Worker(new URL("_worker_main.ts", import.meta.url), { workerData: task });
  const destination = await readyWorker(worker, kind.name);
  // A run that was never disposed is not to keep the process alive.
  worker.unref();
  const wake: ToWorker = { kind: "wake" };
  const resourceText = JSON.stringify(task.resource);
  const outbox = new Outbox({
    ring,
    capacity: kind.limits.capacity,
    spill: new Spill(task.spill, `${word}t`),
    toLine: (span) => `{"resource":${resourceText},"span":${span}}`,
    wake: () => worker.postMessage(wake),
  });
  const { meter, collect } = await startMeter(resource);
  const sendMetrics = async () => {
    const metrics = await collect();
    if (metrics)
      outbox.sendMetrics(
        `${METRICS_MARK}${JSON.stringify({ scopeMetrics: metrics.scopeMetrics })}`,
      );
  };
  const timer = setInterval(sendMetrics, kind.metricsEveryMs).unref();
  const onEnd = kind.spans === false ? undefined : (span: ReadableSpan) => sendSpan(outbox, span);
  return new WorkerTelemetry({
    name: kind.name,
    tracer: await startTracer(onEnd, resource),
    meter,
    outbox,
    worker,
    task,
    destination,
    breakers,
    collect: sendMetrics,
    stopCollecting: () => clearInterval(timer),
  });
}

function sendSpan(outbox: Outbox, span: ReadableSpan): void {
  const failed = span.status.code === SpanStatusCode.ERROR;
  outbox.send(encodeSpan(span), spanPriority(span.name, span.attributes, failed));
}

/** Where programs keep what they need again, by the XDG base directory specification. */
function defaultSpillFolder(): string {
  const state = process.env.XDG_STATE_HOME || join(homedir(), ".local", "state");
  return join(state, "tolaria", "spill");
}

function spillName({ name, address }: ExporterKind): string {
  return `${name}-${createHash("sha256").update(address).digest("hex").slice(0, 12)}`;
}
