import assert from "node:assert/strict";
import { test } from "node:test";
import { TAMIYO, type Tamiyo } from "../../../core/mod.ts";
import { type TamiyoOptions, tamiyo } from "../../../modules/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { withScratch } from "../../../testing/_support/scratch.ts";
import type { Script } from "../../../testing/_support/scripted_policy.ts";
import { waitUntil, waitUntilStill } from "../../../testing/_support/wait_until.ts";
import { packetOf, SCRIPTED_POLICY, withTamiyo } from "../../../testing/tamiyo.ts";

const fixture = (name: string) => new URL(`../../fixtures/policies/${name}.ts`, import.meta.url);

/** Long enough that nothing is replaced for being slow. */
export const PATIENT_MS = 600_000;

/** The tests of a controller that is hosted in a worker or a process. */
export function testHosted(isolation: "worker" | "process"): void {
  const hosted = (options: TamiyoOptions) =>
    resolveProvider(
      TAMIYO,
      tamiyo({ isolation, graceMs: PATIENT_MS, startTimeoutMs: 60_000, ...options }),
    );
  const scripted = (options: Script, graceMs = PATIENT_MS) =>
    hosted({ policy: SCRIPTED_POLICY, options, graceMs });

  test(`tamiyo() in a ${isolation} kills a policy that hangs, and has another ready before it asks again`, () =>
    withTamiyo(
      (script) => scripted(script, 0),
      ["spin", "pause"],
      async ({ tamiyo, ask, askInVain, scratch }) => {
        await waitUntil("it spins", async () => {
          if (scratch.read("journal").includes("..")) return true;
          assert.match((await askInVain(1)).kind, /late|unavailable/);
          return false;
        });
        tamiyo.recover();
        assert.equal(tamiyo.counts.replaced, 1);
        await waitUntil("it is back", async () => (await ask(2)).kind === "command");
        await waitUntilStill(() => scratch.read("journal").length);
        assert.deepEqual(tamiyo.counts, { lateAnswers: 0, replaced: 1 });
      },
    ));

  test(`tamiyo() in a ${isolation} kills a policy that hangs once its grace is over, without being told again`, () =>
    withTamiyo(
      (script) => scripted(script, 300),
      ["spin"],
      async ({ tamiyo, ask, askInVain }) => {
        assert.deepEqual(await askInVain(1), { kind: "late" });
        tamiyo.recover();
        await waitUntil("it is replaced", () => tamiyo.counts.replaced === 1);
        await waitUntil("it is back", async () => (await ask(2)).kind === "none");
      },
    ));

  test(`tamiyo() in a ${isolation} leaves nothing running after dispose(), whatever the policy does`, () =>
    withScratch(async (scratch) => {
      const host = await hosted({
        policy: fixture("spinning"),
        options: { file: scratch.path("spins") },
      });
      await host.start();
      assert.deepEqual(await host.decide(packetOf(1), 20), { kind: "late" });
      await waitUntil("it spins", () => scratch.read("spins").length > 0);
      await host.dispose();
      await waitUntilStill(() => scratch.read("spins").length);
    }));

  test(`tamiyo() in a ${isolation} does not hear a promise that is never kept`, () =>
    withTamiyo(scripted, ["never"], async ({ askInVain }) => {
      assert.deepEqual(await askInVain(1), { kind: "late" });
    }));

  const UNFIT: readonly [name: string, options: TamiyoOptions, message: RegExp][] = [
    ["is not there", { policy: "no/such/policy.ts" }, /no\/such\/policy\.ts/],
    [
      "has no default export",
      { policy: fixture("no_factory") },
      /The default export must be a function/,
    ],
    [
      "cannot decide",
      { policy: fixture("no_decide") },
      /must make an object with a method "decide"/,
    ],
    [
      "is never ready",
      { policy: fixture("never_ready"), startTimeoutMs: 1_500 },
      /was not ready after 1500 ms$/,
    ],
    [
      "refuses its options",
      { options: { patience: 0 } },
      /"patience" must be at least 1, but is 0/,
    ],
  ];
  for (const [name, options, message] of UNFIT) {
    test(`tamiyo() in a ${isolation} cannot start a policy that ${name}`, async () => {
      const host = await hosted(options);
      await assert.rejects(host.start(), { code: "tamiyo/unavailable", message });
      assert.equal((await host.decide(packetOf(1), 10)).kind, "unavailable");
      await host.dispose();
    });
  }

  test(`tamiyo() in a ${isolation} runs the heuristic where no policy is named`, async () => {
    const host: Tamiyo = await hosted({});
    assert.equal(host.name, `${isolation}/heuristic`);
    await host.start();
    assert.deepEqual(await host.decide(packetOf(1), 30_000), { kind: "none" });
    await host.dispose();
  });
}
