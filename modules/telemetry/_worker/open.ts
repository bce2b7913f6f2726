import { createHash, randomBytes } from "node:crypto";
import { join } from "node:path";
import { clearInterval, setInterval } from "node:timers";
import {
  type CircuitBreakers,
  exporterBreaker,
  Spool,
  spanPriority,
  stateFolder,
  type Telemetry,
} from "../../../core/mod.ts";
import { SpanStatusCode } from "../../../deps.ts";
import type { ReadableSpan } from "../../../deps_optional.ts";
import { describeProcess, startMeter, startTracer } from "../_sdk/mod.ts";
import type { BatcherLimits } from "./batcher.ts";
import type { WorkerTask } from "./messages.ts";
import { Outbox } from "./outbox.ts";
import { METRICS_MARK, Ring } from "./ring.ts";
import { encodeSpan } from "./span_wire.ts";
import { toWireJson } from "./wire_json.ts";
import { WorkerTelemetry } from "./worker_telemetry.ts";

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
  const owner = `${process.pid}-${randomBytes(4).toString("hex")}`;
  const task: WorkerTask = {
    ring: ring.buffer,
    destination: kind.module,
    options: kind.options,
    limits: kind.limits,
    resource: { ...resource.attributes },
    spool: { folder: kind.spillFolder ?? defaultSpillFolder(), name: spoolName(kind), owner },
    breaker: exporterBreaker(kind.name),
  };
  const resourceText = JSON.stringify(task.resource);
  const outbox = new Outbox({
    ring,
    capacity: kind.limits.capacity,
    spool: new Spool({ ...task.spool, owner: `${owner}-thread` }),
    toRecord: (span) => `{"resource":${resourceText},"span":${span}}`,
    wake: () => telemetry.wake(),
  });
  const { meter, collect } = await startMeter(resource);
  const sendMetrics = async () => {
    const metrics = await collect();
    if (!metrics) return;
    const { scopeMetrics } = metrics;
    outbox.sendMetrics(`${METRICS_MARK}${toWireJson({ scopeMetrics })}`);
  };
  const timer = setInterval(sendMetrics, kind.metricsEveryMs).unref();
  const onEnd = kind.spans === false ? undefined : (span: ReadableSpan) => sendSpan(outbox, span);
  const telemetry = new WorkerTelemetry({
    name: kind.name,
    tracer: await startTracer(onEnd, resource),
    meter,
    outbox,
    ring,
    task,
    breakers,
    collect: sendMetrics,
    stopCollecting: () => clearInterval(timer),
  });
  await telemetry.start();
  return telemetry;
}

function sendSpan(outbox: Outbox, span: ReadableSpan): void {
  const failed = span.status.code === SpanStatusCode.ERROR;
  outbox.send(encodeSpan(span), spanPriority(span.name, span.attributes, failed));
}

function defaultSpillFolder(): string {
  return join(stateFolder(), "tolaria", "spill");
}

function spoolName({ name, address }: ExporterKind): string {
  return `${name}-${createHash("sha256").update(address).digest("hex").slice(0, 12)}`;
}
