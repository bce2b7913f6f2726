import assert from "node:assert/strict";
import { test } from "node:test";
import { canEndSpinningWorkers, SPAN } from "../../core/mod.ts";
import { opossumBreakers, tamiyo } from "../../modules/mod.ts";
import { withScratch } from "../../testing/_support/scratch.ts";
import { waitUntil } from "../../testing/_support/wait_until.ts";
import { smallTrainer } from "./_small_run.ts";

const ISOLATIONS = canEndSpinningWorkers()
  ? (["worker", "process"] as const)
  : (["process"] as const);

for (const isolation of ISOLATIONS) {
  test(`tamiyo() continues the trace of a run when its controller is in a ${isolation}`, () =>
    withScratch(async (scratch) => {
      const { trainer, recorder } = smallTrainer({
        modules: [
          // On a busy machine it may be late, and is asked again all the same.
          opossumBreakers({ breakers: { tamiyo: { failures: 100 }, boundary: { failures: 100 } } }),
          tamiyo({
            isolation,
            policy: new URL("../fixtures/policies/tracing.ts", import.meta.url),
            options: { file: scratch.path("spans") },
            graceMs: 60_000,
          }),
        ],
      });
      await trainer.run({ epochs: 2 });
      await waitUntil("the policy was asked", () => scratch.read("spans").includes("\n"));
      await trainer.dispose();
      const asking = recorder
        .named(SPAN.boundaryDecide)
        .map(({ traceId, spanId }) => `00-${traceId}-${spanId}-01`);
      const [first] = scratch.read("spans").split("\n");
      assert.ok(asking.includes(first as string), `${first} is none of ${asking.join(", ")}`);
    }));
}
