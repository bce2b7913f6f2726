import assert from "node:assert/strict";
import { test } from "node:test";
import { PROFILER, TELEMETRY } from "../../../core/mod.ts";
import { none } from "../../../modules/mod.ts";
import { noProfiler } from "../../../modules/profilers/no_profiler/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { conformsToProfiler } from "../../../testing/profiler.ts";

conformsToProfiler(() => resolveProvider(PROFILER, noProfiler()));

test("noProfiler() returns the same telemetry", async () => {
  const profiler = await resolveProvider(PROFILER, noProfiler());
  const telemetry = await resolveProvider(TELEMETRY, none());
  assert.equal(profiler.watch(telemetry), telemetry);
});
