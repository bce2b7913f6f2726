import assert from "node:assert/strict";
import { test } from "node:test";
import { CIRCUIT_BREAKERS } from "../../../../core/mod.ts";
import { closedBreakers } from "../../../../modules/breakers/closed/mod.ts";
import { openExporter } from "../../../../modules/telemetry/_worker/mod.ts";
import { resolveProvider } from "../../../../testing/_support/resolve_provider.ts";
import { withScratch } from "../../../../testing/_support/scratch.ts";
import { waitUntil } from "../../../../testing/_support/wait_until.ts";

const LIMITS = {
  capacity: 100,
  batchSize: 1,
  delayMs: 1,
  flushTimeoutMs: 1000,
  bypassesPerMinute: 60,
};

test("WorkerTelemetry replaces an exporter's worker that dies, and counts only what died with it", () =>
  withScratch(async ({ path, read }) => {
    const telemetry = await openExporter(
      {
        name: "test",
        module: new URL("../../../fixtures/dying_destination.ts", import.meta.url).href,
        options: { path: path("names") },
        address: "here",
        limits: LIMITS,
        metricsEveryMs: 60_000,
        spillFolder: path("spill"),
      },
      await resolveProvider(CIRCUIT_BREAKERS, closedBreakers()),
    );
    const end = (name: string) => telemetry.tracer.startSpan(name).end();
    end("one");
    await telemetry.flush();
    end("die");
    await telemetry.flush();
    await waitUntil("it is counted", () => telemetry.losses().spans === 1);
    assert.equal(telemetry.losses().reason, "its worker ended");
    end("two");
    await waitUntil("the next worker has delivered it", () => read("names") === "one\ntwo\n");
    await telemetry.dispose();
    assert.equal(telemetry.losses().spans, 1);
  }));
