import { EventEmitter, once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import protobuf from "protobufjs";

// The parts of trace_service.proto and metrics_service.proto of opentelemetry/proto/collector (v1.7) that the tests read.
const { root } = protobuf.parse(`
  syntax = "proto3";
  message Request { repeated ResourceSpans resource_spans = 1; }
  message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message ScopeSpans { Scope scope = 1; repeated Span spans = 2; }
  message Scope { string name = 1; string version = 2; }
  message Span {
    bytes trace_id = 1; bytes span_id = 2; bytes parent_span_id = 4; string name = 5;
    fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8;
    repeated KeyValue attributes = 9; repeated Event events = 11;
  }
  message Event { string name = 2; repeated KeyValue attributes = 3; }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message AnyValue {
    oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; }
  }
  message MetricsRequest { repeated ResourceMetrics resource_metrics = 1; }
  message ResourceMetrics { Resource resource = 1; repeated ScopeMetrics scope_metrics = 2; }
  message ScopeMetrics { Scope scope = 1; repeated Metric metrics = 2; }
  message Metric { string name = 1; string unit = 3; Gauge gauge = 5; Sum sum = 7; Histogram histogram = 9; }
  message Gauge { repeated Point data_points = 1; }
  message Sum { repeated Point data_points = 1; bool is_monotonic = 3; }
  message Histogram { repeated HistogramPoint data_points = 1; }
  message Point { repeated KeyValue attributes = 7; oneof value { double as_double = 4; sfixed64 as_int = 6; } }
  message HistogramPoint { repeated KeyValue attributes = 9; fixed64 count = 4; double sum = 5; }
  message Response { PartialSuccess partial_success = 1; }
  message PartialSuccess { int64 rejected_spans = 1; string error_message = 2; }
`);
const REQUEST = root.lookupType("Request");
const METRICS_REQUEST = root.lookupType("MetricsRequest");
const RESPONSE = root.lookupType("Response");

/** A span as it came over the wire. */
export interface ReceivedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly { name: string; attributes: Readonly<Record<string, unknown>> }[];
  readonly resource: Readonly<Record<string, unknown>>;
}

/** A metric as it came over the wire, a record for each set of attributes. */
export interface ReceivedMetric {
  readonly name: string;
  readonly unit: string;
  readonly kind: "gauge" | "sum" | "histogram";
  /** Value of a gauge or sum; sum of a histogram. */
  readonly value: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What answers a request of spans; without an answer it hangs. */
export type Answering = (response: ServerResponse, request: number) => void;

/** An OTLP collector on a port of its own. */
export interface FakeCollector {
  readonly endpoint: string;
  /** Spans of the requests that came so far. */
  readonly spans: readonly ReceivedSpan[];
  readonly requests: readonly IncomingMessage[];
  /** Metrics of the last request that had any. */
  readonly metrics: readonly ReceivedMetric[];
  /** Resolves when `count` requests are there. */
  received(count: number): Promise<void>;
  close(): Promise<void>;
}

/** Starts a collector that takes everything, or answers as `answer` does. */
export async function startCollector(
  answer: Answering = accept,
  onPort = 0,
): Promise<FakeCollector> {
  const spans: ReceivedSpan[] = [];
  const requests: IncomingMessage[] = [];
  let metrics: readonly ReceivedMetric[] = [];
  const arrivals = new EventEmitter();
  const received = async (count: number) => {
    while (requests.length < count) await once(arrivals, "request");
  };
  const server = createServer(async (request, response) => {
    // A sender that gives up at its deadline may not have sent all of it yet.
    const body = await buffer(request).catch(() => undefined);
    if (body === undefined) return;
    const gzipped = request.headers["content-encoding"] === "gzip";
    const message = gzipped ? gunzipSync(body) : body;
    if (request.url?.endsWith("/v1/metrics")) {
      metrics = decodeMetrics(message);
      accept(response);
      return;
    }
    requests.push(request);
    spans.push(...decodeSpans(message));
    answer(response, requests.length);
    arrivals.emit("request");
  });
  server.listen(onPort, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;
  return {
    endpoint,
    spans,
    requests,
    get metrics() {
      return metrics;
    },
    received,
    close: () => closeServer(server),
  };
}

/** Takes the spans. */
export function accept(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
}

/** Answers that `count` of the spans were refused. */
export function refuse(count: number, reason: string): Answering {
  const partialSuccess = { rejectedSpans: count, errorMessage: reason };
  const body = RESPONSE.encode(RESPONSE.fromObject({ partialSuccess })).finish();
  return (response) => response.writeHead(200).end(body);
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
}

interface WireAttribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

interface WireSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly attributes: readonly WireAttribute[];
  readonly events: readonly { name: string; attributes: readonly WireAttribute[] }[];
}

interface WireRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly WireAttribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly WireSpan[] }[];
  }[];
}

function decodeSpans(body: Uint8Array): ReceivedSpan[] {
  const options = { longs: Number, bytes: String, arrays: true };
  const { resourceSpans } = REQUEST.toObject(REQUEST.decode(body), options) as WireRequest;
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans.map((span) => received(span, resource.attributes))),
  );
}

interface WirePoint {
  readonly attributes: readonly WireAttribute[];
  readonly asDouble?: number;
  readonly asInt?: number;
  readonly sum?: number;
}

interface WireMetric {
  readonly name: string;
  readonly unit?: string;
  readonly gauge?: { readonly dataPoints: readonly WirePoint[] };
  readonly sum?: { readonly dataPoints: readonly WirePoint[] };
  readonly histogram?: { readonly dataPoints: readonly WirePoint[] };
}

interface WireMetricsRequest {
  readonly resourceMetrics: readonly {
    readonly scopeMetrics: readonly { readonly metrics: readonly WireMetric[] }[];
  }[];
}

function decodeMetrics(body: Uint8Array): ReceivedMetric[] {
  const message = METRICS_REQUEST.decode(body);
  const { resourceMetrics } = METRICS_REQUEST.toObject(message, {
    longs: Number,
    arrays: true,
  }) as WireMetricsRequest;
  return resourceMetrics
    .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics))
    .flatMap((metric) =>
      (["gauge", "sum", "histogram"] as const).flatMap((kind) =>
        (metric[kind]?.dataPoints ?? []).map((point) => ({
          name: metric.name,
          unit: metric.unit ?? "",
          kind,
          value: point.asDouble ?? point.asInt ?? point.sum ?? Number.NaN,
          attributes: plain(point.attributes),
        })),
      ),
    );
}

function received(span: WireSpan, resource: readonly WireAttribute[]): ReceivedSpan {
  const hex = (base64: string) => Buffer.from(base64 ?? "", "base64").toString("hex");
  return {
    name: span.name,
    traceId: hex(span.traceId),
    spanId: hex(span.spanId),
    parentSpanId: hex(span.parentSpanId),
    attributes: plain(span.attributes),
    events: span.events.map(({ name, attributes }) => ({ name, attributes: plain(attributes) })),
    resource: plain(resource),
  };
}

function plain(attributes: readonly WireAttribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
