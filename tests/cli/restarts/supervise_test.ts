import assert from "node:assert/strict";
import { test } from "node:test";
import { withScratch } from "../../../testing/_support/scratch.ts";
import { runChild } from "../../_support/processes/run_child.ts";
import { runCommand } from "../../_support/processes/run_command.ts";

const JOBS = "tests/fixtures/jobs";

const supervised = (job: string, flags: readonly string[], env: Record<string, string> = {}) =>
  runChild(
    "cli/main.ts",
    ["train", `${JOBS}/${job}.ts`, "--backend", "cpu", "--json", "--quiet", ...flags],
    { env },
  );

const lastLine = (text: string) => JSON.parse(text.trimEnd().split("\n").at(-1) ?? "");

test("tolaria train --restarts goes on to the weights of an unbroken run when it is killed", () =>
  withScratch(async ({ path }) => {
    const args = ["train", `${JOBS}/tiny.ts`, "--json", "--quiet"];
    const whole = await runCommand(args, "cpu");
    const child = await supervised("killed_once", ["--restarts", "2", "--checkpoints", path("c")], {
      TOLARIA_TEST_MARK: path("mark"),
    });
    assert.equal(child.code, 0, child.stderr);
    assert.match(
      child.stderr,
      /The run was cut off: SIGKILL killed it\. Restart 1 of 2, from the last checkpoint in /,
    );
    const report = lastLine(child.stdout);
    assert.equal(report.end_reason, "completed");
    assert.equal(report.recovery.resumed_from.epoch, 1);
    assert.equal(report.weights_hash, lastLine(whole.stdout).weights_hash);
  }));

test("tolaria train --restarts exits with 5 when no restart is left", () =>
  withScratch(async ({ path }) => {
    const child = await supervised("killed_once", ["--restarts", "0", "--checkpoints", path("c")], {
      TOLARIA_TEST_MARK: path("mark"),
    });
    assert.equal(child.code, 5, child.stderr);
    assert.match(
      child.stderr,
      /It was not to be restarted; go on by: tolaria train \.\.\. --resume /,
    );
  }));

test("tolaria train --restarts does not start again when the run fails", () =>
  withScratch(async ({ path }) => {
    const failed = await supervised("diverging", ["--restarts", "3", "--checkpoints", path("c")]);
    assert.equal(failed.code, 1, failed.stderr);
    assert.doesNotMatch(failed.stderr, /cut off/);
  }));

test("tolaria train --restarts passes a signal on and ends when asked to stop", () =>
  withScratch(async ({ path }) => {
    const child = await runChild(
      "cli/main.ts",
      ["train", `${JOBS}/endless.ts`, "--restarts", "3", "--checkpoints", path("c")],
      {
        onStart: (started) => {
          const ask = (text: string) => {
            if (!text.includes("BEGUN")) return;
            started.stderr?.off("data", ask);
            process.kill(started.pid as number, "SIGTERM");
          };
          started.stderr?.on("data", ask);
        },
      },
    );
    assert.equal(child.code, 143, child.stderr);
    assert.match(child.stderr, /SIGTERM: finishing the step/);
    assert.doesNotMatch(child.stderr, /cut off/);
  }));

test("tolaria train --launch takes a run for lost when its launcher exits with 0 without a report", async () => {
  const child = await supervised("tiny", ["--launch", "true"]);
  assert.equal(child.code, 5, child.stderr);
  assert.match(child.stderr, /it exited with 0, but without a report/);
});

test("tolaria train --restarts says what to write when it has no place for checkpoints", async () => {
  const { code, stderr } = await runCommand(["train", `${JOBS}/tiny.ts`, "--restarts", "2"]);
  assert.equal(code, 2);
  assert.match(stderr, /say where to write them by "--checkpoints <directory>"/);
});

test("tolaria train --restarts says what to write when a launcher started it as one of several", async () => {
  const child = await supervised("tiny", ["--restarts", "2", "--checkpoints", "c"], {
    OMPI_COMM_WORLD_SIZE: "4",
    OMPI_COMM_WORLD_RANK: "0",
  });
  assert.equal(child.code, 2);
  assert.match(child.stderr, /write tolaria train job\.ts --launch "mpirun -n 4" instead/);
});

test("tolaria train warns when a launcher started several processes that train alone", async () => {
  const env = { PMI_SIZE: "2", PMI_RANK: "1" };
  const child = await supervised("tiny", ["--epochs", "1"], env);
  assert.equal(child.code, 0, child.stderr);
  const kinds = lastLine(child.stdout).incidents.map(({ kind }: { kind: string }) => kind);
  assert.ok(kinds.includes("collective/unused"), String(kinds));
});
