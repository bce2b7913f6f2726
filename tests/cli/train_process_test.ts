import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { test } from "node:test";
import type { JsonReport } from "../../modules/mod.ts";
import {
  type ChildOptions,
  type ChildResult,
  ROOT,
  runChild,
} from "../_support/processes/run_child.ts";

const JOBS = "tests/fixtures/jobs";

const tolaria = (args: readonly string[], options?: ChildOptions): Promise<ChildResult> =>
  runChild("cli/main.ts", args, options);

/** Trains the job of a fixture. */
const train = (job: string, flags: readonly string[] = [], options?: ChildOptions) =>
  tolaria(["train", `${JOBS}/${job}.ts`, ...flags], options);

function reportOf({ stdout }: ChildResult): JsonReport {
  return JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");
}

/** What went wrong, but for the boundaries at which a busy machine is late at times. */
function timelyIncidents({ incidents }: JsonReport) {
  return incidents.filter(({ kind }) => !/^(boundary|mode)\//.test(kind));
}

test("tolaria train prints the report as the last line when --json is set", async () => {
  const child = await train("tiny", ["--backend", "cpu", "--seed", "7", "--epochs", "2", "--json"]);
  assert.equal(child.code, 0, child.stderr);
  const report = reportOf(child);
  assert.equal(report.epochs.length, 2);
  assert.equal(report.plan.seed, 7);
  assert.equal(report.plan.providers["compute-backend"], "cpu");
  assert.equal(report.end_reason, "completed");
  assert.equal(report.steps, 4);
  assert.deepEqual(timelyIncidents(report), []);
  assert.match(report.weights_hash, /^[0-9a-f]{64}$/);
  const validation = report.epochs.at(-1)?.validation;
  for (const value of [validation?.metrics.accuracy, validation?.loss, report.wall_s]) {
    assert.ok(typeof value === "number" && value >= 0, String(value));
  }
  assert.equal(child.stdout.trimEnd().split("\n").length, 1);
  assert.match(child.stderr, /epoch/i);
});

test("tolaria train finds the job from any working directory", async () => {
  const folder = mkdtempSync(join(tmpdir(), "elsewhere-"));
  const absolute = join(ROOT, JOBS, "tiny.ts");
  for (const path of [absolute, relative(folder, absolute)]) {
    const child = await tolaria(["train", path, "--epochs", "1", "--json"], { cwd: folder });
    assert.equal(child.code, 0, child.stderr);
    assert.equal(reportOf(child).epochs.length, 1);
  }
  rmSync(folder, { recursive: true });
});

test("tolaria train fails with its report and code 1 when the run fails", async () => {
  const child = await train("diverging", ["--json"]);
  assert.equal(child.code, 1);
  const report = reportOf(child);
  assert.equal(report.end_reason, "failed");
  assert.deepEqual(
    timelyIncidents(report).map(({ kind }) => kind),
    [...Array(3).fill("loss/non-finite"), "watchdog/non-finite", "run/failed"],
  );
  assert.match(report.error ?? "", /^4 consecutive steps were not finite: /);
  assert.match(child.stderr, /4 consecutive steps were not finite: /);
  assert.doesNotMatch(child.stderr, /at .*\.ts:\d+/);
});

/** Sends `signals` one after the other, each once the child has written what belongs to it. */
function sending(
  ...signals: readonly (readonly [after: string, signal: NodeJS.Signals])[]
): ChildOptions {
  return {
    onStart: (child) => {
      let text = "";
      let sent = 0;
      child.stderr?.on("data", (chunk: string) => {
        text += chunk;
        const [after, signal] = signals[sent] ?? [];
        if (after === undefined || !text.includes(after)) return;
        sent += 1;
        // Not by child.kill(): Deno's sends one signal only, and then takes the child for killed by it.
        process.kill(child.pid as number, signal);
      });
    },
  };
}

for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const) {
  test(`tolaria train finishes the step, reports and exits with code ${code} on ${signal}`, async () => {
    const child = await train("endless", ["--json"], sending(["BEGUN", signal]));
    assert.equal(child.code, code, child.stderr);
    assert.equal(child.signal, null);
    const report = reportOf(child);
    assert.equal(report.end_reason, "interrupted");
    assert.ok(Number(report.steps) >= 3);
    assert.ok(child.stderr.includes(`${signal}: finishing the step; press again to exit at once`));
  });
}

test("tolaria train exits at once on a second signal, with the code of that one", async () => {
  const signals = sending(["BEGUN", "SIGINT"], ["finishing the step", "SIGTERM"]);
  const child = await train("stuck", ["--json"], signals);
  // Without the second signal it would not exit at all.
  assert.equal(child.code, 143, child.stderr);
});

for (const stream of ["stdout", "stderr"] as const) {
  test(`tolaria train completes when nobody reads its ${stream}`, async () => {
    const closing: ChildOptions = { onStart: (child) => child[stream]?.destroy() };
    const child = await train("tiny", ["--backend", "cpu", "--json"], closing);
    assert.equal(child.code, 0, child.stderr);
    assert.doesNotMatch(child.stderr, /EPIPE/);
    if (stream === "stderr") assert.equal(reportOf(child).end_reason, "completed");
  });
}
