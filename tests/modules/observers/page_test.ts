import assert from "node:assert/strict";
import { test } from "node:test";
import { constant, page, runFolder } from "../../../modules/mod.ts";
import { withScratch } from "../../../testing/_support/scratch.ts";
import { waitUntil } from "../../../testing/_support/wait_until.ts";
import { conformsToRunObserver } from "../../../testing/run_observer.ts";
import { observerOf } from "../../_support/observers/observe.ts";
import { gradientDescent, trainerOf } from "../../_support/training/training.ts";

conformsToRunObserver(({ clock }) => observerOf(page({ port: 0, onReady: () => {} }), clock));

test("page() serves the runs while one trains, and no longer", () =>
  withScratch(async ({ path }) => {
    const directory = path("runs");
    let url = "";
    const onReady = (ready: string) => {
      url = ready;
    };
    const trainer = trainerOf({
      modules: [
        gradientDescent(),
        constant(0.1),
        runFolder({ directory }),
        page({ directory, port: 0, onReady }),
      ],
    });
    const report = await trainer.run({ epochs: 1 });
    await waitUntil("the page is served", () => url !== "");
    const { runs } = await (await fetch(`${url}api/runs`)).json();
    assert.deepEqual(
      runs.map(({ run_id }: { run_id: string }) => run_id),
      [report.plan.runId],
    );
    await trainer.dispose();
    await assert.rejects(fetch(url));
  }));
