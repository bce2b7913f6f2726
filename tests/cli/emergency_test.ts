import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonReport } from "../../modules/mod.ts";
import { waitUntil } from "../../testing/_support/wait_until.ts";
import { runChild } from "../_support/processes/run_child.ts";
import { runCommand } from "../_support/processes/run_command.ts";
import { hasSharedMemory } from "../_support/processes/shared_memory.ts";

const tolaria = (...args: string[]) => runCommand(args);
const lastLine = (text: string) => JSON.parse(text.trimEnd().split("\n").at(-1) ?? "");

// Nothing here looks at how long something took, nor at an exit code that depends on it.
test("tolaria status, drill, signal and stand-down reach a run of another process", {
  skip: hasSharedMemory(),
}, async () => {
  let shown = "";
  const training = runChild("cli/main.ts", ["train", "tests/fixtures/jobs/endless.ts", "--json"], {
    onStart: (child) =>
      child.stderr?.on("data", (text) => {
        shown += text;
      }),
  });
  try {
    await waitUntil("the job has begun", () => /BEGUN/.test(shown));
    const run = shown.match(/ run (\S+) /)?.[1] as string;

    const status = lastLine((await tolaria("status", "--run", run, "--json")).stdout);
    assert.equal(status.run_id, run);
    assert.equal(status.emergency.level, "NONE");
    assert.deepEqual(
      status.participants.map(({ name }: { name: string }) => name),
      ["tolaria"],
    );

    const drill = lastLine((await tolaria("drill", "--run", run.slice(0, 13), "--json")).stdout);
    const levels = drill.levels.map(({ level }: { level: string }) => level);
    assert.deepEqual(levels, ["MINOR", "MAJOR", "SEVERE", "CRITICAL"]);

    const major = await tolaria("signal", "major", "--run", run, "--reason", "smoke");
    assert.match(major.stdout, /MAJOR was raised/);
    const minor = await tolaria("signal", "minor", "--run", run, "--reason", "less");
    assert.equal(minor.code, 1);
    assert.match(minor.stderr, /MAJOR is in force already \(smoke\)/);
    const down = await tolaria("stand-down", "--run", run, "--reason", "it is out");
    assert.match(down.stdout, /it was stood down/);
  } finally {
    const run = shown.match(/ run (\S+) /)?.[1] ?? "none";
    await tolaria("signal", "critical", "--run", run, "--reason", "fire");
  }
  const { code, stdout, stderr } = await training;
  assert.equal(code, 4, stderr);
  const report: JsonReport = lastLine(stdout);
  assert.equal(report.end_reason, "halted");
  const raised = report.incidents.filter(({ kind }) => kind.startsWith("emergency"));
  for (const message of [
    "MAJOR was raised by operator: smoke",
    "MAJOR was stood down by operator: it is out",
    "CRITICAL was raised by operator: fire",
  ]) {
    assert.ok(
      raised.some((incident) => incident.message.includes(message)),
      message,
    );
  }
});

test("tolaria signal names the known runs and exits with code 2 when no run has that id", {
  skip: hasSharedMemory(),
}, async () => {
  const { code, stderr } = await tolaria(
    "signal",
    "minor",
    "--run",
    "no-such-run",
    "--reason",
    "x",
  );
  assert.equal(code, 2);
  assert.match(stderr, /no run/i);
});

test("tolaria signal refuses an unknown level", async () => {
  const { code, stderr } = await tolaria("signal", "huge", "--reason", "x");
  assert.equal(code, 2);
  assert.match(stderr, /It must be minor, major, severe, critical\./);
});
