import assert from "node:assert/strict";
import { test } from "node:test";
import { TELEMETRY, type Telemetry, TolariaError } from "../../../core/mod.ts";
import { Container, context, trace } from "../../../deps.ts";
import { closedBreakers } from "../../../modules/breakers/closed/mod.ts";
import { opossumBreakers } from "../../../modules/breakers/opossum/mod.ts";
import { type OtlpOptions, otlp } from "../../../modules/telemetry/otlp/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { conformsToTelemetry } from "../../../testing/telemetry.ts";
import { freePort } from "../../_support/processes/free_port.ts";
import {
  accept,
  type FakeCollector,
  refuse,
  startCollector,
} from "../../_support/telemetry/collector.ts";

const open = (options: OtlpOptions) => resolveProvider(TELEMETRY, otlp(options), closedBreakers());

conformsToTelemetry(async () => {
  const collector = await startCollector();
  const telemetry = await open({ endpoint: collector.endpoint });
  return { telemetry, delivered: () => collector.spans.length, close: collector.close };
});

function endSpans(telemetry: Telemetry, count: number): void {
  for (let index = 0; index < count; index++) telemetry.tracer.startSpan(`span ${index}`).end();
}

async function withCollector(
  collector: FakeCollector,
  options: OtlpOptions,
  claim: (telemetry: Telemetry) => Promise<void>,
): Promise<void> {
  const telemetry = await open({ endpoint: collector.endpoint, ...options });
  try {
    await claim(telemetry);
  } finally {
    await telemetry.dispose();
    await collector.close();
  }
}

test("otlp() sends names, parents, attributes, events and resource as OTLP protobuf", async () => {
  const collector = await startCollector();
  await withCollector(collector, { serviceName: "lab" }, async (telemetry) => {
    const { tracer } = telemetry;
    const run = tracer.startSpan("tolaria.run", { attributes: { "tolaria.run.seed": 7 } });
    const epoch = tracer.startSpan("tolaria.epoch", {}, trace.setSpan(context.active(), run));
    epoch.setAttribute("tolaria.val_loss", 0.25);
    epoch.addEvent("tolaria.incident", { "tolaria.incident.kind": "boundary/late" });
    epoch.end();
    run.end();
    await telemetry.dispose();

    assert.equal(telemetry.losses().spans, 0);
    assert.equal(telemetry.destination, `${collector.endpoint}/v1/traces`);
    assert.equal(collector.requests[0]?.url, "/v1/traces");
    assert.equal(collector.requests[0]?.headers["content-type"], "application/x-protobuf");
    const [above, below] = ["tolaria.run", "tolaria.epoch"].map((name) =>
      collector.spans.find((span) => span.name === name),
    );
    assert.equal(above?.traceId, run.spanContext().traceId);
    assert.deepEqual(above?.attributes, { "tolaria.run.seed": 7 });
    assert.equal(above?.resource["service.name"], "lab");
    assert.equal(below?.parentSpanId, above?.spanId);
    assert.deepEqual(below?.attributes, { "tolaria.val_loss": 0.25 });
    assert.deepEqual(below?.events, [
      { name: "tolaria.incident", attributes: { "tolaria.incident.kind": "boundary/late" } },
    ]);
  });
});

test("otlp() counts every span as lost when the collector answers 500", async () => {
  const collector = await startCollector((response) => response.writeHead(500).end());
  await withCollector(collector, {}, async (telemetry) => {
    endSpans(telemetry, 200);
    await telemetry.flush();
    assert.equal(telemetry.losses().spans, 200);
    assert.equal(
      telemetry.losses().reason,
      `${collector.endpoint}/v1/traces answered with status 500`,
    );
  });
});

test("otlp() leaves a collector alone that failed three times in a row, and counts what it held back", async () => {
  const collector = await startCollector((response) => response.writeHead(500).end());
  const options = otlp({ endpoint: collector.endpoint });
  const telemetry = await resolveProvider(TELEMETRY, options, opossumBreakers());
  try {
    for (let batch = 0; batch < 5; batch++) {
      endSpans(telemetry, 10);
      await telemetry.flush();
    }
    assert.equal(collector.requests.length, 3);
    assert.equal(telemetry.losses().spans, 50);
    assert.equal(telemetry.losses().reason, 'circuit breaker "exporter/otlp" is open');
  } finally {
    await telemetry.dispose();
    await collector.close();
  }
});

test("otlp() counts every span as lost when nobody listens", async () => {
  const port = await freePort();
  const telemetry = await open({ endpoint: `http://127.0.0.1:${port}` });
  endSpans(telemetry, 200);
  await telemetry.dispose();
  assert.equal(telemetry.losses().spans, 200);
  assert.match(telemetry.losses().reason ?? "", /:\d+\/v1\/traces cannot be reached: ./);
});

test("otlp() gives up on a batch when the collector hangs", async () => {
  const collector = await startCollector(() => {});
  await withCollector(collector, { timeoutMs: 40 }, async (telemetry) => {
    endSpans(telemetry, 3);
    await telemetry.flush();
    assert.equal(telemetry.losses().spans, 3);
    assert.match(telemetry.losses().reason ?? "", /no answer within 40 ms/);
  });
});

test("otlp() ends dispose() in time, and counts the rest, when the collector hangs", async () => {
  const collector = await startCollector(() => {});
  await withCollector(collector, { flushTimeoutMs: 40 }, async (telemetry) => {
    endSpans(telemetry, 300);
    await telemetry.dispose();
    assert.equal(telemetry.losses().spans, 300);
    assert.match(telemetry.losses().reason ?? "", /within 40 ms of closing/);
  });
});

test("otlp() says what it could not send in time when the collector hangs", async () => {
  const collector = await startCollector(() => {});
  await withCollector(collector, { flushTimeoutMs: 40 }, async (telemetry) => {
    endSpans(telemetry, 3);
    await telemetry.flush();
    assert.deepEqual([telemetry.losses().spans, telemetry.losses().unsent], [0, 3]);
    await telemetry.dispose();
    assert.deepEqual([telemetry.losses().spans, telemetry.losses().unsent], [3, 0]);
  });
});

test("otlp() sends NaN and the infinities as they are", async () => {
  const collector = await startCollector();
  const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  await withCollector(collector, {}, async ({ meter }) => {
    const gauge = meter.createGauge("tolaria.loss");
    for (const [index, value] of values.entries()) gauge.record(value, { index });
  });
  assert.deepEqual(
    collector.metrics.map(({ value }) => value),
    values,
  );
});

test("otlp() sends counters, gauges and histograms as OTLP protobuf", async () => {
  const collector = await startCollector();
  await withCollector(collector, {}, async ({ meter }) => {
    const steps = meter.createCounter("tolaria.steps");
    steps.add(2, { phase: "train" });
    steps.add(3, { phase: "train" });
    meter.createGauge("tolaria.step.loss").record(0.25);
    meter.createHistogram("tolaria.step.duration", { unit: "ms" }).record(3);
  });
  assert.deepEqual(
    collector.metrics.map(({ name, unit, kind, value, attributes }) => [
      ...[name, unit, kind, value],
      ...Object.entries(attributes).flat(),
    ]),
    [
      ["tolaria.steps", "", "sum", 5, "phase", "train"],
      ["tolaria.step.loss", "", "gauge", 0.25],
      ["tolaria.step.duration", "ms", "histogram", 3],
    ],
  );
});

test("otlp() tries again when the collector asks for it", async () => {
  const collector = await startCollector((response, request) => {
    if (request > 1) accept(response);
    else response.writeHead(503, { "retry-after": "0" }).end();
  });
  await withCollector(collector, {}, async (telemetry) => {
    endSpans(telemetry, 128); // A full batch leaves on its own, so that no flush cuts the retry short.
    await collector.received(2);
    await telemetry.dispose();
    assert.equal(telemetry.losses().spans, 0);
    assert.equal(collector.requests.length, 2);
  });
});

test("otlp() counts the spans that the collector refuses of a batch", async () => {
  const collector = await startCollector(refuse(2, "too old"));
  await withCollector(collector, {}, async (telemetry) => {
    endSpans(telemetry, 5);
    await telemetry.flush();
    assert.equal(telemetry.losses().spans, 2);
    assert.match(telemetry.losses().reason ?? "", /refused them: too old/);
  });
});

test("otlp() sends full batches without being asked to", async () => {
  const collector = await startCollector();
  await withCollector(collector, {}, async (telemetry) => {
    endSpans(telemetry, 128);
    await collector.received(1);
    assert.equal(collector.spans.length, 128);
  });
});

test("otlp() follows the environment where an option is left out", async () => {
  const collector = await startCollector();
  const environment = {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
    OTEL_EXPORTER_OTLP_HEADERS: "api-key=123",
    OTEL_EXPORTER_OTLP_COMPRESSION: "gzip",
    OTEL_SERVICE_NAME: "from the environment",
  };
  Object.assign(process.env, environment);
  try {
    await withCollector(collector, { endpoint: undefined }, async (telemetry) => {
      endSpans(telemetry, 1);
      await telemetry.flush();
      assert.equal(collector.requests[0]?.headers["api-key"], "123");
      assert.equal(collector.requests[0]?.headers["content-encoding"], "gzip");
      assert.equal(collector.spans[0]?.resource["service.name"], "from the environment");
    });
  } finally {
    for (const variable of Object.keys(environment)) delete process.env[variable];
  }
});

test("otlp() leaves its role to the fallback, none(), when OTEL_SDK_DISABLED is true", () => {
  process.env.OTEL_SDK_DISABLED = "true";
  try {
    const container = new Container();
    container.load(otlp());
    assert.equal(container.isBound(TELEMETRY), false);
  } finally {
    delete process.env.OTEL_SDK_DISABLED;
  }
});

test("otlp() refuses an endpoint that is no address", () => {
  assert.throws(
    () => otlp({ endpoint: "localhost:4318" }),
    /"endpoint" must be an http or https address, but is "localhost:4318"\. Cannot make otlp\./,
  );
});

test("otlp() refuses a timeout of 0", () => {
  assert.throws(
    () => otlp({ timeoutMs: 0 }),
    (error) => TolariaError.is(error, "options/invalid"),
  );
});
