import assert from "node:assert/strict";
import { test } from "node:test";
import { runChild } from "../_support/processes/run_child.ts";
import { runCommand } from "../_support/processes/run_command.ts";

const JOB = "tests/fixtures/tiny_job.ts";

/** The job says nothing of where it runs. */
const onCpu = (args: readonly string[]) => runCommand(args, "cpu");

test("tolaria lr-find prints one line of JSON and nothing else with --json and --quiet", async () => {
  const range = ["--from", "1e-3", "--to", "1", "--steps", "20"];
  const { code, stdout, stderr } = await onCpu([
    "lr-find",
    JOB,
    ...range,
    "--seed",
    "3",
    "--json",
    "--quiet",
  ]);
  assert.equal(code, 0, stderr);
  const { version, host, backend, seed, points } = JSON.parse(stdout);
  assert.deepEqual([version, host, backend, seed, points.length], [1, "mlp", "cpu", 3, 20]);
  assert.ok(!stderr.includes("step "));
});

test("tolaria lr-find draws the curve, with its progress on stderr", async () => {
  const args = ["lr-find", JOB, "--steps", "20", "--from", "1e-3", "--to", "1"];
  const { code, stdout, stderr } = await onCpu(args);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^mlp on cpu: 20 steps, every rate was tried\n/);
  assert.match(stdout, /┤[\u2800-\u28ff]+\n/);
  assert.match(stderr, /^step 1\/20 {2}rate 1\.0e-3 {2}loss/m);
  assert.match(stderr, /step 20\/20 {2}rate 1\.0e\+0/);
});

test("tolaria lr-find exits on Ctrl-C with what it has so far", async () => {
  // Long enough that nobody sees its end: it is broken off at its first sign of life.
  const args = ["lr-find", JOB, "--steps", "1000000", "--from", "1e-9", "--to", "1e-8", "--json"];
  const { code, signal, stdout, stderr } = await runChild("cli/main.ts", args, {
    onStart: (child) => {
      const kill = (text: string) => {
        if (!text.includes("step 1/")) return;
        child.stderr?.off("data", kill);
        child.kill("SIGINT");
      };
      child.stderr?.on("data", kill);
    },
  });
  // Deno's child_process tells of an exit code of 130 as if the signal itself had ended the process.
  assert.ok(code === 130 || signal === "SIGINT", stderr);
  assert.match(stderr, /SIGINT: finishing the step/);
  const found = JSON.parse(stdout);
  assert.equal(found.end_reason, "interrupted");
  assert.ok(found.points.length > 0);
});

test("tolaria lr-find refuses bad options before it trains", async () => {
  const cases = [
    [["--from", "1", "--to", "0.5"], /"to" must be greater than "from"/],
    [["--steps", "3"], /It must be a whole number of at least 10/],
    [["--smoothing", "x"], /It must be a number/],
  ] as const;
  for (const [flags, message] of cases) {
    const { code, stdout, stderr } = await onCpu(["lr-find", JOB, ...flags]);
    assert.equal(code, 2);
    assert.match(stderr, message);
    assert.equal(stdout, "");
  }
});

test("tolaria lr-find fails and gives the reason when there is nothing to suggest", async () => {
  const args = ["lr-find", "tests/fixtures/jobs/diverging.ts", "--quiet"];
  const { code, stdout, stderr } = await onCpu(args);
  assert.equal(code, 1, stderr);
  assert.match(stdout, /Nothing to suggest: the first loss was not finite\./);
  const asJson = await onCpu([...args, "--json"]);
  assert.equal(asJson.code, 1, asJson.stderr);
  const { suggestion, end_reason } = JSON.parse(asJson.stdout);
  assert.deepEqual([suggestion, end_reason], [undefined, "diverged"]);
});
