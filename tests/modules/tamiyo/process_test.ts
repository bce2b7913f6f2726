import assert from "node:assert/strict";
import { test } from "node:test";
import { TAMIYO } from "../../../core/mod.ts";
import { tamiyo } from "../../../modules/mod.ts";
import { resolveProvider } from "../../_support/resolve_provider.ts";
import { runChild } from "../../_support/run_child.ts";
import { withScratch } from "../../_support/scratch.ts";
import { waitUntil, waitUntilStill } from "../../_support/wait_until.ts";
import { conformsToTamiyo } from "../../conformance/tamiyo.ts";
import { PATIENT_MS, SCRIPTED, testHosted } from "./_hosted_suite.ts";

conformsToTamiyo((options) =>
  resolveProvider(
    TAMIYO,
    tamiyo({ isolation: "process", policy: SCRIPTED, options, graceMs: PATIENT_MS }),
  ),
);

testHosted("process");

test("tamiyo() in a process leaves no policy spinning behind a training that was killed", () =>
  withScratch(async (scratch) => {
    const size = () => scratch.read("spins").length;
    const { signal } = await runChild(
      "tests/fixtures/host_spinning_policy.ts",
      [scratch.path("spins")],
      {
        onStart: (child) =>
          void waitUntil("it spins", () => size() > 0).then(() => child.kill("SIGKILL")),
      },
    );
    assert.equal(signal, "SIGKILL");
    await waitUntilStill(size);
    assert.ok(size() > 0);
  }));
