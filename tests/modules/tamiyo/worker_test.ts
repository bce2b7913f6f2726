import assert from "node:assert/strict";
import { test } from "node:test";
import { canEndSpinningWorkers, TAMIYO } from "../../../core/mod.ts";
import { tamiyo } from "../../../modules/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { conformsToTamiyo, SCRIPTED_POLICY } from "../../../testing/tamiyo.ts";
import { PATIENT_MS, testHosted } from "./_hosted_suite.ts";

if (canEndSpinningWorkers()) {
  conformsToTamiyo((options) =>
    resolveProvider(
      TAMIYO,
      tamiyo({ isolation: "worker", policy: SCRIPTED_POLICY, options, graceMs: PATIENT_MS }),
    ),
  );

  testHosted("worker");
} else {
  test("tamiyo() refuses a worker where the runtime cannot end one that spins", () => {
    assert.throws(() => tamiyo({ isolation: "worker" }), {
      code: "tamiyo/unavailable",
      message: /"isolation" must be "process" on a runtime that cannot end a worker that spins/,
    });
  });
}
