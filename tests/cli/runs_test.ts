import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { withScratch } from "../../testing/_support/scratch.ts";
import { waitUntil } from "../../testing/_support/wait_until.ts";
import { runChild } from "../_support/processes/run_child.ts";
import { runCommand } from "../_support/processes/run_command.ts";

const train = (directory: string, ...flags: string[]) =>
  runCommand(
    ["train", "tests/fixtures/jobs/tiny.ts", "--quiet", "--runs", directory, ...flags],
    "cpu",
  );

test("tolaria runs lists, shows, compares and removes what train recorded", () =>
  withScratch(async ({ path }) => {
    const runs = ["--runs", path("runs")];
    await train(path("runs"));
    await train(path("runs"), "--seed", "5", "--epochs", "2");
    const list = JSON.parse((await runCommand(["runs", "list", ...runs, "--json"])).stdout);
    assert.deepEqual(
      list.map((run: { name: string; status: string; epoch: number }) => [
        run.name,
        run.status,
        run.epoch,
      ]),
      [
        ["tiny", "completed", 2],
        ["tiny", "completed", 3],
      ],
    );
    const [second, first] = list.map(({ id }: { id: string }) => id);
    const shown = await runCommand(["runs", "show", "latest", ...runs]);
    assert.match(shown.stdout, new RegExp(`^${second}\n`));
    assert.match(shown.stdout, /^seed +5$/m);
    const compared = await runCommand(["runs", "compare", first, second, ...runs, "--json"]);
    assert.deepEqual(JSON.parse(compared.stdout).settings.seed, ["1", "5"]);
    assert.equal(JSON.parse(compared.stdout).settings.batchSize, undefined);
    // Three epochs and two, each with as many steps and a validation.
    const [three, two] = JSON.parse(compared.stdout).multiply_adds;
    assert.ok(two > 0);
    assert.equal(2 * three, 3 * two);
    assert.match(shown.stdout, /^multiply-adds +[\d.e-]+ billion$/m);
    assert.match(shown.stdout, /^multiply-adds of +stage +forward +backward +validation$/m);
    const gone = await runCommand(["runs", "remove", first, ...runs]);
    assert.equal(gone.stdout, `removed ${first}\n`);
    assert.deepEqual(readdirSync(path("runs")), [second]);
  }));

test("tolaria runs says what to do about a run that it does not find", () =>
  withScratch(async ({ path }) => {
    const none = await runCommand(["runs", "show", "x", "--runs", path("runs")]);
    assert.equal(none.code, 2);
    assert.match(none.stderr, /There are no runs in .*"tolaria train" records them there/);
    await train(path("runs"));
    const unknown = await runCommand(["runs", "show", "zzzz", "--runs", path("runs")]);
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /has "zzzz" in its id: "tolaria runs list" shows them/);
  }));

test("tolaria train says where it recorded the run, and how to look at it", () =>
  withScratch(async ({ path }) => {
    const directory = path("runs");
    const flags = ["--json", "--runs", directory];
    const { stderr } = await runCommand(["train", "tests/fixtures/jobs/tiny.ts", ...flags], "cpu");
    const [id] = readdirSync(directory);
    assert.ok(
      stderr.includes(
        `recorded in ${path(`runs/${id}`)}; look at it by: npx bun run tolaria board ${directory}`,
      ),
    );
  }));

test("tolaria train --no-record leaves no folder", () =>
  withScratch(async ({ path }) => {
    await train(path("runs"), "--no-record");
    assert.throws(() => readdirSync(path("runs")), { code: "ENOENT" });
  }));

test("tolaria runs lists a run that was killed with SIGKILL as killed, with its last epoch", () =>
  withScratch(async ({ path, read }) => {
    const epochs = () => {
      try {
        const [id = ""] = readdirSync(path("runs"));
        return read(`runs/${id}/epochs.jsonl`).split("\n").length - 1;
      } catch {
        return 0;
      }
    };
    const flags = ["--quiet", "--backend", "cpu", "--epochs", "100000", "--runs", path("runs")];
    await runChild("cli/main.ts", ["train", "tests/fixtures/jobs/tiny.ts", ...flags], {
      onStart: (child) => {
        void waitUntil("two epochs are recorded", () => epochs() >= 2).then(() =>
          child.kill("SIGKILL"),
        );
      },
    });
    const { stdout } = await runCommand(["runs", "list", "--runs", path("runs"), "--json"]);
    const [run] = JSON.parse(stdout);
    assert.equal(run.status, "killed");
    assert.ok(run.epoch >= 1);
    const list = await runCommand(["runs", "list", "--runs", path("runs"), "--status", "killed"]);
    assert.match(list.stdout, new RegExp(`^${run.id} +killed +${run.epoch}/100000`, "m"));
  }));
