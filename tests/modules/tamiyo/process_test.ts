import assert from "node:assert/strict";
import { test } from "node:test";
import { TAMIYO } from "../../../core/mod.ts";
import { tamiyo } from "../../../modules/mod.ts";
import { runChild } from "../../_support/processes/run_child.ts";
import { withScratch } from "../../_support/processes/scratch.ts";
import { waitUntil, waitUntilStill } from "../../_support/processes/wait_until.ts";
import { resolveProvider } from "../../_support/providers/resolve_provider.ts";
import { conformsToTamiyo, withTamiyo } from "../../conformance/tamiyo.ts";
import type { Script } from "../../fixtures/policies/scripted.ts";
import { PATIENT_MS, SCRIPTED, testHosted } from "./_hosted_suite.ts";

const create = (options: Script) =>
  resolveProvider(
    TAMIYO,
    tamiyo({ isolation: "process", policy: SCRIPTED, options, graceMs: PATIENT_MS }),
  );

conformsToTamiyo(create);

testHosted("process");

test("tamiyo() in a process takes nothing that a policy prints for an answer", () =>
  withTamiyo(create, ["print", "none", "print"], async ({ ask }) => {
    assert.equal((await ask(1)).kind, "command");
    assert.deepEqual(await ask(2), { kind: "none" });
    assert.equal((await ask(3)).kind, "command");
  }));

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
