import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import type { JsonReport } from "../../modules/mod.ts";
import { withScratch } from "../../testing/_support/scratch.ts";
import { type CommandResult, runCommand } from "../_support/processes/run_command.ts";

// That another process goes on to the same bits, exact_resume_test.ts shows.
const tolaria = (...args: string[]): Promise<CommandResult> => runCommand(args);

const train = (...flags: string[]) =>
  tolaria(
    "train",
    "tests/fixtures/jobs/tiny.ts",
    "--backend",
    "cpu",
    "--quiet",
    "--json",
    ...flags,
  );

function lastLine({ stdout }: CommandResult) {
  return JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");
}

test("tolaria train --resume continues to the same bits, and the other commands show the checkpoint", () =>
  withScratch(async ({ path }) => {
    const directory = path("run");
    const whole: JsonReport = lastLine(await train());
    const first = await train("--checkpoints", directory, "--epochs", "1");
    assert.equal(first.code, 0, first.stderr);
    const resumed = await train("--resume", `${directory}@1`);
    assert.equal(resumed.code, 0, resumed.stderr);
    const report: JsonReport = lastLine(resumed);
    assert.equal(report.recovery.resumed_from?.id, 1);
    assert.equal(report.weights_hash, whole.weights_hash);
    assert.equal(report.epochs.length, 3);

    // What is behind the first and the last is up to how fast the disk is.
    const list = lastLine(await tolaria("checkpoints", directory, "--json"));
    assert.deepEqual([list.at(0).step, list.at(-1).step, list.at(-1).good], [2, 6, true]);
    const shown = await tolaria("checkpoints", directory);
    assert.match(shown.stdout, /^id +step +epoch +size .*\n1 +2 +1 .* KiB .* yes +[0-9a-f]{8} +/);
    const { id } = list.at(-1);
    const inspected = lastLine(await tolaria("inspect", directory, "--json"));
    assert.deepEqual([inspected.id, inspected.step], [id, 6]);
    assert.ok(
      inspected.tensors.some(({ name }: { name: string }) => name.startsWith("parameters/")),
    );
    const inspection = await tolaria("inspect", `${directory}@1`);
    assert.match(inspection.stdout, /^checkpoint 1: step 2, epoch 1/);

    const verified = await tolaria("verify", directory);
    assert.equal(verified.code, 0, verified.stdout);
    const bytes = readFileSync(inspected.file);
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] as number) ^ 1;
    writeFileSync(inspected.file, bytes);
    const damaged = await tolaria("verify", directory);
    assert.equal(damaged.code, 1);
    assert.match(
      damaged.stdout,
      new RegExp(`^1 \\(step 2\\): whole\n.*${id} \\(step 6\\): The hash of tensor`, "s"),
    );
  }));

test("tolaria train --resume says what differs from the job that wrote the checkpoint, and --strict refuses it", () =>
  withScratch(async ({ path }) => {
    const directory = path("run");
    await train("--checkpoints", directory, "--epochs", "1");
    const strict = await train("--resume", directory, "--epochs", "2", "--strict");
    assert.equal(strict.code, 1);
    assert.match(strict.stderr, /, which "strict" refuses: epochs 1 -> 2\. Cannot resume from/);
    const flags = ["--backend", "cpu", "--resume", directory, "--epochs", "2"];
    const { stdout, stderr } = await tolaria("train", "tests/fixtures/jobs/tiny.ts", ...flags);
    assert.match(
      stderr,
      /\nresuming from checkpoint \d+, step 2: epochs 1 -> 2[\s\S]*\nepoch 2\/2 /,
    );
    assert.match(stdout, /difference +epochs 1 -> 2/);
    const alone = await train("--strict");
    assert.equal(alone.code, 2);
    assert.match(alone.stderr, /"--strict" compares the job with a checkpoint: name one/);
  }));

test("tolaria train --resume continues to the same bits, and says so, when the journal is damaged", () =>
  withScratch(async ({ path }) => {
    const directory = path("run");
    const first = await train("--checkpoints", directory, "--epochs", "1");
    assert.equal(first.code, 0, first.stderr);
    const journal = path("run/journal.sqlite");
    writeFileSync(journal, readFileSync(journal).fill(7, 4096, 4200));

    const list = await tolaria("checkpoints", directory, "--json");
    assert.equal(lastLine(list).at(-1).step, 2);
    assert.match(list.stderr, /journal.sqlite" is damaged .* taken from their records/);
    assert.equal(lastLine(await tolaria("inspect", directory, "--json")).step, 2);
    const verified = await tolaria("verify", directory);
    assert.deepEqual([verified.code, verified.stdout], [1, "1 (step 2): whole\n"]);
    assert.match(verified.stderr, /journal.sqlite" is damaged/);

    const resumed = await train("--resume", directory);
    assert.equal(resumed.code, 0, resumed.stderr);
    const report: JsonReport = lastLine(resumed);
    assert.equal(report.weights_hash, lastLine(await train()).weights_hash);
    const [incident] = report.incidents.filter(({ kind }) => kind === "checkpoint/damaged");
    assert.match(incident?.message ?? "", /it is kept as "journal.damaged-1.sqlite"$/);
    assert.equal((await tolaria("verify", directory)).code, 0);
  }));

test("tolaria train --resume fails before it creates anything when there is no checkpoint", () =>
  withScratch(async ({ path }) => {
    for (const place of [path("none"), `${path("none")}@7`]) {
      const { code, stderr } = await train("--resume", place);
      assert.equal(code, 2);
      assert.match(stderr, /has no checkpoint.*; its checkpoints: none/);
    }
  }));
