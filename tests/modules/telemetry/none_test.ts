import assert from "node:assert/strict";
import { test } from "node:test";
import { TELEMETRY } from "../../../core/mod.ts";
import { none } from "../../../modules/telemetry/none/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { conformsToTelemetry } from "../../../testing/telemetry.ts";

conformsToTelemetry(async () => ({
  telemetry: await resolveProvider(TELEMETRY, none()),
  delivered: () => 0,
}));

test("none() records no span and has no destination", async () => {
  const telemetry = await resolveProvider(TELEMETRY, none());
  assert.equal(telemetry.tracer.startSpan("span").isRecording(), false);
  assert.equal(telemetry.destination, undefined);
});
