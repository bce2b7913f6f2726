import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { identityOf } from "../../../cli/sweep/process_identity.ts";
import type { Sweep } from "../../../cli/sweep/sweep_file.ts";
import { withScratch } from "../../../testing/_support/scratch.ts";
import { waitUntil } from "../../../testing/_support/wait_until.ts";
import { runChild } from "../../_support/processes/run_child.ts";
import { runCommand } from "../../_support/processes/run_command.ts";

const JOB = "tests/fixtures/jobs/with_options.ts";

/** Flags with which the sweep `s` of the fixture is trained. */
const sweepOf = (runs: string, ...flags: string[]) => [
  "sweep",
  JOB,
  ...["--runs", runs, "--name", "s", "--backend", "cpu", ...flags],
];

const readSweep = (runs: string): Sweep =>
  JSON.parse(readFileSync(join(runs, "sweeps/s/sweep.json"), "utf8"));

const runsIn = (runs: string) => readdirSync(runs).filter((name) => name !== "sweeps");

const statusOf = (runs: string, id: string) =>
  JSON.parse(readFileSync(join(runs, id, "run.json"), "utf8"));

const weightsOf = (runs: string, id: string) =>
  JSON.parse(readFileSync(join(runs, id, "report.json"), "utf8")).weights_hash;

test("tolaria sweep trains every combination, and shows the best first", () =>
  withScratch(async ({ path }) => {
    const grid = ["--grid", "learningRate=1e-6,1e-2", "--epochs", "1", "--json"];
    const { code, stdout, stderr } = await runCommand(sweepOf(path("r"), ...grid, "--jobs", "2"));
    assert.equal(code, 0, stderr);
    const { trials, metric } = JSON.parse(stdout);
    assert.equal(metric, "val_loss");
    assert.deepEqual(
      trials.map(({ options, status, epoch }: Sweep["trials"][number]) => [options, status, epoch]),
      [
        [{ learningRate: 1e-2 }, "trained", 1],
        [{ learningRate: 1e-6 }, "trained", 1],
      ],
    );
    assert.deepEqual(
      trials.map(({ run }: { run: string }) => run).sort(),
      runsIn(path("r")).sort(),
    );
    assert.equal(statusOf(path("r"), trials[0].run).options.learningRate, 1e-2);
    assert.match(stderr, /^trial [12]\/2 learningRate=0\.01: val_loss \d\.\d+ after epoch 1$/m);
  }));

test("tolaria sweep --halving drops the worse half, and ends in the weights of an unbroken run", () =>
  withScratch(async ({ path }) => {
    const grid = ["--grid", "learningRate=1e-6,1e-2", "--epochs", "2", "--halving"];
    const { code, stderr } = await runCommand(sweepOf(path("r"), ...grid));
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^after epoch 1: 1 of 2 trials go on$/m);
    const { trials, halving } = readSweep(path("r"));
    assert.deepEqual(halving, { factor: 2, rungs: [1, 2], rung: 1 });
    assert.deepEqual(
      trials.map(({ status, epoch }) => [status, epoch]),
      [
        ["dropped", 1],
        ["trained", 2],
      ],
    );
    const flags = ["--epochs", "2", "--set", "learningRate=1e-2", "--backend", "cpu", "--quiet"];
    await runCommand(["train", JOB, ...flags, "--runs", path("whole")]);
    const [whole] = runsIn(path("whole"));
    assert.equal(
      weightsOf(path("r"), trials[1]?.run as string),
      weightsOf(path("whole"), whole as string),
    );
    assert.deepEqual(readdirSync(path("r/sweeps/s/checkpoints")), []);
  }));

test("tolaria sweep goes on with --resume after Ctrl-C, which ends its runs cleanly", () =>
  withScratch(async ({ path, write }) => {
    const runs = path("r");
    const flags = ["--grid", "learningRate=1e-6,1e-2,1e-4", "--epochs", "100000", "--jobs", "2"];
    const begun = (id: string) => existsSync(join(runs, id, "run.json")) && statusOf(runs, id);
    const args = sweepOf(runs, ...flags);
    const { code, stderr } = await runChild("cli/main.ts", args, {
      onStart: async (child) => {
        await waitUntil(
          "two runs train",
          () =>
            existsSync(runs) &&
            runsIn(runs).filter((id) => begun(id) && begun(id).epoch > 0).length === 2,
        );
        // Not by child.kill(): Deno takes the child for killed by it.
        process.kill(child.pid as number, "SIGINT");
      },
    });
    assert.equal(code, 130, stderr);
    assert.match(stderr, /go on by: npx bun run tolaria sweep --resume s --runs /);
    assert.deepEqual(
      readSweep(runs).trials.map(({ status }) => status),
      ["pending", "pending", "pending"],
    );
    const before = runsIn(runs);
    assert.deepEqual(
      before.map((id) => statusOf(runs, id).status),
      ["interrupted", "interrupted"],
    );
    // Now its trials are short ones.
    write("r/sweeps/s/sweep.json", JSON.stringify({ ...readSweep(runs), epochs: 1 }));
    const resumed = await runCommand(["sweep", "--resume", "s", "--runs", runs]);
    assert.equal(resumed.code, 0, resumed.stderr);
    assert.deepEqual(
      readSweep(runs).trials.map(({ status }) => status),
      ["trained", "trained", "trained"],
    );
    assert.match(resumed.stdout, /^trial +learningRate +val_loss +epochs +status +run\n2 +0\.01 /);
  }));

test("tolaria sweep --resume waits for what a killed sweep left behind, and trains nothing twice", () =>
  withScratch(async ({ path }) => {
    const runs = path("r");
    const flags = ["--grid", "learningRate=1e-6,1e-2,1e-4", "--epochs", "2"];
    const args = sweepOf(runs, ...flags);
    const { signal } = await runChild("cli/main.ts", args, {
      onStart: async (child) => {
        const file = join(runs, "sweeps/s/sweep.json");
        await waitUntil(
          "the second trial trains",
          () => existsSync(file) && readSweep(runs).trials[1]?.status === "running",
        );
        child.kill("SIGKILL");
      },
    });
    assert.equal(signal, "SIGKILL");
    const { code, stderr } = await runCommand(["sweep", "--resume", "s", "--runs", runs]);
    assert.equal(code, 0, stderr);
    const { trials } = readSweep(runs);
    assert.deepEqual(
      trials.map(({ status, epoch }) => [status, epoch]),
      [
        ["trained", 2],
        ["trained", 2],
        ["trained", 2],
      ],
    );
    assert.deepEqual(trials.map(({ run }) => run).sort(), runsIn(runs).sort());
  }));

test("tolaria sweep --resume refuses a sweep that still runs", () =>
  withScratch(async ({ path, write }) => {
    const runs = path("r");
    await runCommand(sweepOf(runs, "--grid", "width=4", "--epochs", "1", "--quiet"));
    const other = identityOf(process.ppid);
    write("r/sweeps/s/sweep.json", JSON.stringify({ ...readSweep(runs), process: other }));
    const { code, stderr } = await runCommand(["sweep", "--resume", "s", "--runs", runs]);
    assert.equal(code, 2);
    assert.match(stderr, /The sweep "s" still runs, in process \d+\. Cannot resume it\./);
  }));

test("tolaria sweep names trials that fail, and exits with 1 when all of them do", () =>
  withScratch(async ({ path }) => {
    const { code, stdout } = await runCommand(sweepOf(path("r"), "--grid", "width=-1", "--quiet"));
    assert.equal(code, 1);
    assert.match(stdout, /^1 +-1 +- +0 +failed: .*-1/m);
  }));

test("tolaria sweep ends with the known metrics when --sort names none of them", () =>
  withScratch(async ({ path }) => {
    const flags = ["--grid", "width=4,5", "--epochs", "1", "--sort", "val_acuracy"];
    const { code, stderr } = await runCommand(sweepOf(path("r"), ...flags));
    assert.equal(code, 2);
    assert.match(stderr, /Unknown metric "val_acuracy"; did you mean "val_accuracy"\?/);
    const resumed = ["sweep", "--resume", "s", "--runs", path("r"), "--sort", "val_accuracy"];
    const { code: sorted, stdout } = await runCommand(resumed);
    assert.equal(sorted, 0);
    assert.match(stdout, /^trial +width +val_accuracy /);
  }));

const WRONG: readonly (readonly [args: readonly string[], message: RegExp])[] = [
  [
    [JOB],
    /There is nothing to try: name options of the job, as in "--grid learningRate=1e-3,3e-3"/,
  ],
  [[JOB, "--grid", "widht=4"], /Unknown option "widht"; did you mean "width"\?/],
  [["tests/fixtures/jobs/tiny.ts", "--grid", "width=4"], /The file has no options/],
  [[JOB, "--grid", "width=4", "--name", "../x"], /"--name" may have letters, digits/],
  [[], /Name a job, or a sweep to go on with by "--resume"/],
  [["--resume", "none"], /There is no sweep in ".*none"\. Cannot resume it/],
  [["--resume", "none", "--epochs", "3"], /leave out "--epochs"/],
  [[JOB, "--resume", "none"], /leave out "tests\/fixtures\/jobs\/with_options\.ts"/],
];

for (const [args, message] of WRONG) {
  test(`tolaria sweep ${args.join(" ")} exits with code 2 and the reason`, () =>
    withScratch(async ({ path }) => {
      const { code, stderr } = await runCommand(["sweep", ...args, "--runs", path("r")]);
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
    }));
}
