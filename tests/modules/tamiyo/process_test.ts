import assert from "node:assert/strict";
import { test } from "node:test";
import { TAMIYO } from "../../../core/mod.ts";
import { tamiyo } from "../../../modules/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { withScratch } from "../../../testing/_support/scratch.ts";
import type { Script } from "../../../testing/_support/scripted_policy.ts";
import { waitUntil, waitUntilStill } from "../../../testing/_support/wait_until.ts";
import { conformsToTamiyo, SCRIPTED_POLICY, withTamiyo } from "../../../testing/tamiyo.ts";
import { runChild } from "../../_support/processes/run_child.ts";
import { PATIENT_MS, testHosted } from "./_hosted_suite.ts";

const create = (options: Script) =>
  resolveProvider(
    TAMIYO,
    tamiyo({ isolation: "process", policy: SCRIPTED_POLICY, options, graceMs: PATIENT_MS }),
  );

conformsToTamiyo(create);

testHosted("process");

test("tamiyo() in a process takes nothing that a policy prints for an answer", () =>
  withTamiyo(create, ["print", "none", "print"], async ({ ask }) => {
    assert.equal((await ask(1)).kind, "command");
    assert.deepEqual(await ask(2), { kind: "none" });
    assert.equal((await ask(3)).kind, "command");
  }));

test("tamiyo() runs the policy in a process of its own unless a worker is asked for", async () => {
  const host = await resolveProvider(TAMIYO, tamiyo());
  assert.equal(host.name, "process/heuristic");
  await host.dispose();
});

for (const [name, script] of [
  ["is ended", ["fork"]],
  ["ends by itself", ["fork", "exit"]],
] as const) {
  test(`tamiyo() in a process leaves nothing running that the policy has started, once it ${name}`, () =>
    withTamiyo(create, script, async ({ tamiyo, ask, scratch }) => {
      const dots = () => scratch.read("journal").split("\n.").length;
      assert.equal((await ask(1)).kind, "command");
      await waitUntil("its program runs", () => dots() > 2);
      if (script.length > 1) assert.equal((await ask(2)).kind, "failed");
      else await tamiyo.dispose();
      await waitUntilStill(dots);
    }));
}

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

test("tamiyo() in a process keeps what a policy prints out of the run's stdout", async () => {
  const { stdout, stderr } = await runChild("tests/fixtures/host_talkative_policy.ts", []);
  assert.equal(stdout, "the run\n");
  assert.match(stderr, /made, says the policy\n[\s\S]*decided, says the policy\n/);
});
