import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
  constant,
  jsonl,
  listRuns,
  page,
  type RunRecord,
  reportToJson,
  runFolder,
} from "../../../modules/mod.ts";
import { withScratch } from "../../../testing/_support/scratch.ts";
import { waitUntil } from "../../../testing/_support/wait_until.ts";
import { conformsToRunObserver } from "../../../testing/run_observer.ts";
import { ask } from "../../_support/observers/board_client.ts";
import { type LiveRun, startLiveRun } from "../../_support/observers/live_run.ts";
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

/** Asks the page of a run to act. */
function act({ url, token, runId }: LiveRun, request: object, headers: object = {}) {
  const { host } = new URL(url);
  return ask({ url, close: async () => {} }, "/api/actions", {
    method: "POST",
    headers: {
      host,
      origin: `http://${host}`,
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      ...headers,
    },
    body: JSON.stringify({ run: runId, ...request }),
  });
}

/** Waits until the record of the only run says something. */
function waitForRecord({ directory }: LiveRun, what: string, holds: (record: object) => boolean) {
  return waitUntil(what, () => {
    const [run] = listRuns(directory);
    return run !== undefined && "record" in run && holds(run.record);
  });
}

test("page() lets whoever has its token pause, resume, roll back and stop a run", () =>
  withScratch(async ({ path }) => {
    const run = await startLiveRun({ directory: path("runs") });
    try {
      assert.equal((await act(run, { action: "pause" })).status, 202);
      await waitForRecord(
        run,
        "it is paused",
        (it) => (it as { paused?: boolean }).paused === true,
      );
      await act(run, { action: "resume" });
      await waitForRecord(run, "it goes on", (it) => (it as { paused?: boolean }).paused === false);
      await waitForRecord(run, "there is a checkpoint", (it) => (it as RunRecord).epoch >= 1);
      await act(run, { action: "roll-back", stepsBack: 1 });
      await act(run, { action: "signal", level: 1, reason: "smoke" });
      const level = (it: object) => (it as { emergency?: string | null }).emergency;
      await waitForRecord(run, "it is signaled", (it) => level(it) === "EMERGENCY_LEVEL_MINOR");
      await act(run, { action: "stand-down", reason: "no smoke" });
      await waitForRecord(run, "it is stood down", (it) => level(it) === null);
      await act(run, { action: "stop" });
      const report = await run.done;
      assert.equal(report.endReason, "interrupted");
      assert.equal(report.recovery.rollbacks.length, 1);
      assert.equal(report.control.commands.committed, 6);
      assert.equal(
        JSON.parse((await act(run, { action: "pause" })).text).error,
        "that run is over",
      );
    } finally {
      await run.end();
    }
  }));

test("page() counts refused requests in the run's report, and shows its token nowhere", () =>
  withScratch(async ({ path }) => {
    const spans = jsonl({ path: path("spans.jsonl") });
    const run = await startLiveRun({ directory: path("runs") }, [spans]);
    const shown: string[] = [];
    for (const name of ["", "main.js", "actions.js", "api/runs", "api/actions"]) {
      shown.push(await (await fetch(`${run.url}${name}`)).text());
    }
    assert.equal((await act(run, { action: "stop" }, { authorization: "Bearer x" })).status, 403);
    assert.equal(
      (await act(run, { action: "stop" }, { origin: "http://evil.example" })).status,
      403,
    );
    assert.equal(
      (await act(run, { action: "stop" }, { "content-type": "text/plain" })).status,
      400,
    );
    // The worker has told nobody yet: the end of the run asks it.
    const { incidents, control, ...report } = await run.end();
    assert.equal(control.refusedEnvelopes, 3);
    assert.ok(!JSON.stringify(reportToJson({ ...report, incidents, control })).includes(run.token));
    const refusals = incidents.filter(({ kind }) => kind === "command/not-admitted");
    assert.match(
      refusals.map(({ message }) => message).join(),
      /from outside, the last: the content type/,
    );
    assert.ok(run.token.length >= 43);
    for (const text of [...shown, ...textsIn(path("."))]) assert.ok(!text.includes(run.token));
  }));

/** Every text in the files below a folder. */
function textsIn(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? textsIn(path) : [readFileSync(path, "utf8")];
  });
}
