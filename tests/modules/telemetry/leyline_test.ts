import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { TELEMETRY } from "../../../core/mod.ts";
import { context, Reader, trace } from "../../../deps.ts";
import { closedBreakers } from "../../../modules/breakers/closed/mod.ts";
import { leylinePackets } from "../../../modules/telemetry/leyline/mod.ts";
import { HealthStatus, TelemetryPacket } from "../../../proto/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { conformsToTelemetry } from "../../../testing/telemetry.ts";

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tolaria-leyline-"));
});
after(() => rm(folder, { recursive: true }));

let files = 0;
const freshPath = () => join(folder, `deep/packets_${++files}`);
const open = (path: string) =>
  resolveProvider(TELEMETRY, leylinePackets({ path }), closedBreakers());

function packetsIn(path: string): TelemetryPacket[] {
  const reader = new Reader(existsSync(path) ? readFileSync(path) : new Uint8Array());
  const packets: TelemetryPacket[] = [];
  while (reader.pos < reader.len) packets.push(TelemetryPacket.decode(reader.bytes()));
  return packets;
}

conformsToTelemetry(async () => {
  const path = freshPath();
  const telemetry = await open(path);
  const delivered = () => packetsIn(path).flatMap(({ spans }) => spans ?? []).length;
  return { telemetry, delivered };
});

test("leylinePackets() writes spans, events, metrics and health as Leyline has them", async () => {
  const path = freshPath();
  const telemetry = await open(path);
  const { tracer, meter } = telemetry;
  const run = tracer.startSpan("tolaria.run", {
    startTime: [7, 500],
    attributes: { list: [1, 2] },
  });
  tracer.startSpan("tolaria.epoch", {}, trace.setSpan(context.active(), run)).end();
  run.addEvent("tolaria.incident", { kind: "loss/non-finite", step: 7 });
  run.end([8, 0]);
  meter.createGauge("tolaria.health.status").record(HealthStatus.HEALTH_STATUS_DEGRADED);
  meter.createCounter("tolaria.steps").add(3, { status: "applied" });
  await telemetry.dispose();

  const packets = packetsIn(path);
  const spans = packets.flatMap((packet) => packet.spans ?? []);
  const above = spans.find(({ name }) => name === "tolaria.run");
  const below = spans.find(({ name }) => name === "tolaria.epoch");
  assert.equal(below?.parentSpanId, above?.spanId);
  assert.equal(above?.attributes?.list, "[1,2]");
  assert.equal(above?.attributes?.trace_id, run.spanContext().traceId);
  assert.deepEqual([above?.startTime?.seconds, above?.startTime?.nanos], [7, 500]);
  const [event] = packets.flatMap((packet) => packet.events ?? []);
  assert.equal(event?.description, "tolaria.incident");
  assert.deepEqual(event?.attributes, { kind: "loss/non-finite", step: "7" });
  const measured = packets.find(({ systemHealth }) => systemHealth);
  assert.equal(measured?.systemHealth?.status, HealthStatus.HEALTH_STATUS_DEGRADED);
  const steps = measured?.metrics?.find(({ name }) => name === "tolaria.steps");
  assert.equal(steps?.value, 3);
  assert.deepEqual(steps?.attributes, { status: "applied" });
});

test("leylinePackets() refuses an empty path", () => {
  assert.throws(() => leylinePackets({ path: "" }), /"path" must be/);
});
