import assert from "node:assert/strict";
import { test } from "node:test";
import { TELEMETRY, TolariaError } from "../../../core/mod.ts";
import { closedBreakers } from "../../../modules/breakers/closed/mod.ts";
import { prometheus } from "../../../modules/telemetry/prometheus/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { conformsToTelemetry } from "../../../testing/telemetry.ts";
import { startCollector } from "../../_support/telemetry/collector.ts";

const open = (port = 0) =>
  resolveProvider(TELEMETRY, prometheus({ host: "127.0.0.1", port }), closedBreakers());

conformsToTelemetry(async () => ({ telemetry: await open(), delivered: () => 0 }));

test("prometheus() serves what was measured as Prometheus reads it", async () => {
  const telemetry = await open();
  try {
    const { meter, destination } = telemetry;
    meter.createCounter("tolaria.steps", { description: "Steps." }).add(5, { phase: "train" });
    meter.createGauge("tolaria.step.loss").record(0.25);
    meter
      .createHistogram("tolaria.step.duration", {
        unit: "ms",
        advice: { explicitBucketBoundaries: [1, 10] },
      })
      .record(3);
    await telemetry.flush();
    const response = await fetch(destination as string);
    assert.match(response.headers.get("content-type") ?? "", /^text\/plain; version=0\.0\.4/);
    const lines = (await response.text()).split("\n").filter((line) => line.startsWith("tolaria"));
    const scope = 'otel_scope_name="tolaria"';
    const plain = lines.map((line) =>
      line
        .replace(/,?otel_scope_\w+="[^"]*"/g, "")
        .replace("{,", "{")
        .replace(/ \d{13}$/, ""),
    );
    assert.ok(lines.every((line) => line.includes(scope)));
    assert.deepEqual(plain, [
      'tolaria_steps_total{phase="train"} 5',
      "tolaria_step_loss{} 0.25",
      "tolaria_step_duration_count{} 1",
      "tolaria_step_duration_sum{} 3",
      'tolaria_step_duration_bucket{le="1"} 0',
      'tolaria_step_duration_bucket{le="10"} 1',
      'tolaria_step_duration_bucket{le="+Inf"} 1',
    ]);
  } finally {
    await telemetry.dispose();
  }
});

test("prometheus() serves NaN and the infinities as the format has them, and what each metric is", async () => {
  const telemetry = await open();
  try {
    const gauge = telemetry.meter.createObservableGauge("tolaria.step.loss");
    gauge.addCallback((result) => {
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
        result.observe(value, { value: String(value) });
      }
    });
    await telemetry.flush();
    const text = await (await fetch(telemetry.destination as string)).text();
    const lines = text.split("\n").filter((line) => line.startsWith("tolaria_step_loss{"));
    // https://prometheus.io/docs/instrumenting/exposition_formats/#comments-help-text-and-type-information
    const values = lines.map((line) => line.replace(/^.*\} /, "").replace(/ \d+$/, ""));
    assert.deepEqual(values, ["NaN", "+Inf", "-Inf"]);
    assert.ok(text.includes("# HELP tolaria_step_loss Loss of the last step.\n"));
  } finally {
    await telemetry.dispose();
  }
});

test("prometheus() says where its metrics are to whoever looks elsewhere, and records no span", async () => {
  const telemetry = await open();
  try {
    const elsewhere = await fetch(new URL("/", telemetry.destination));
    assert.equal(elsewhere.status, 404);
    assert.match(await elsewhere.text(), /\/metrics/);
    assert.equal(telemetry.tracer.startSpan("span").isRecording(), false);
  } finally {
    await telemetry.dispose();
  }
});

test("prometheus() says so when its port is taken", async () => {
  const other = await startCollector();
  try {
    await assert.rejects(
      open(Number(new URL(other.endpoint).port)),
      (error) =>
        TolariaError.is(error, "telemetry/failed") && /prometheus.*in use/i.test(error.message),
    );
  } finally {
    await other.close();
  }
});

test("prometheus() follows the environment, and refuses a port that is none", () => {
  process.env.OTEL_EXPORTER_PROMETHEUS_PORT = "many";
  try {
    assert.throws(
      () => prometheus(),
      /"OTEL_EXPORTER_PROMETHEUS_PORT" must be a port, but is "many"/,
    );
    assert.throws(() => prometheus({ port: 70_000 }), /"port" must be/);
  } finally {
    delete process.env.OTEL_EXPORTER_PROMETHEUS_PORT;
  }
});
