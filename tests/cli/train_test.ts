import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import type { JsonReport } from "../../modules/mod.ts";
import { ROOT } from "../_support/processes/run_child.ts";
import { type CommandResult, runCommand } from "../_support/processes/run_command.ts";

// What depends on a process of its own is in train_process_test.ts.
const JOBS = "tests/fixtures/jobs";

/** Trains the job of a fixture. */
const train = (job: string, ...flags: readonly string[]) =>
  runCommand(["train", `${JOBS}/${job}.ts`, ...flags]);

function reportOf({ stdout }: CommandResult): JsonReport {
  return JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");
}

test("tolaria train follows the job, on wasm, when no flag is set", async () => {
  const result = await runCommand(["train", `${JOBS}/tiny.ts`, "--json", "--quiet"], "wasm");
  assert.equal(result.code, 0, result.stderr);
  const { epochs, plan } = reportOf(result);
  assert.deepEqual([epochs.length, plan.seed, plan.providers["compute-backend"]], [3, 1, "wasm"]);
  assert.equal(result.stderr, "");
});

test("tolaria train prints a report for people when --json is not set", async () => {
  const result = await train("tiny", "--backend", "cpu", "--epochs", "1", "--quiet");
  assert.equal(result.code, 0, result.stderr);
  assert.match(result.stdout, /cpu, plain JavaScript/);
  assert.match(result.stdout, /best/);
});

test("tolaria train gives the same weights for the same seed, and different ones for another", async () => {
  const flags = ["--backend", "cpu", "--epochs", "1", "--json", "--quiet", "--seed"];
  const hashes: string[] = [];
  for (const seed of ["3", "3", "4"]) {
    hashes.push(reportOf(await train("tiny", ...flags, seed)).weights_hash);
  }
  assert.equal(hashes[1], hashes[0]);
  assert.notEqual(hashes[2], hashes[0]);
});

test("tolaria train grows what the job says, and nothing with --no-seeds", async () => {
  const flags = ["--backend", "cpu", "--json", "--quiet"];
  const grown = reportOf(await train("growing", ...flags));
  assert.deepEqual(
    grown.seeds.map(({ seed, stages }) => [seed, stages[0]?.stage]),
    [["conv1", "SEED_STAGE_GERMINATED"]],
  );
  assert.deepEqual(grown.incidents, []);
  const plain = reportOf(await train("growing", ...flags, "--no-seeds"));
  assert.deepEqual([plain.seeds, plain.incidents], [[], []]);
  assert.equal(plain.control.commands.committed, 0);
  assert.equal(plain.plan.parameter_count, grown.plan.parameter_count);
  // The seed is not grafted in yet, and the network the same as without.
  assert.equal(plain.epochs.at(-1)?.validation?.loss, grown.epochs.at(-1)?.validation?.loss);
});

test("tolaria --verbose prints the stack trace of an error", async () => {
  const result = await runCommand(["--verbose", "train", `${JOBS}/diverging.ts`, "--quiet"]);
  assert.equal(result.code, 1);
  assert.match(result.stderr, /non_finite_guard\.ts:\d+/);
});

const WRONG_JOBS: readonly (readonly [job: string, message: string])[] = [
  [
    "missing",
    `File ${join(ROOT, JOBS, "missing.ts")} does not exist. Cannot load "${JOBS}/missing.ts".`,
  ],
  ["throwing", `No such corpus. Cannot load "${JOBS}/throwing.ts".`],
  ["throwing_later", `No such model. Cannot load "${JOBS}/throwing_later.ts".`],
  [
    "no_default",
    `The file has no default export: add 'export default defineJob({ ... })'. Cannot load "${JOBS}/no_default.ts".`,
  ],
  ["number", `The default export must be a job, but is 7. Cannot load "${JOBS}/number.ts".`],
  ["no_run", `The job has no "run". Cannot load "${JOBS}/no_run.ts".`],
  ["bad_setting", '"batchSize" must be at least 1, but is 0. Cannot create the trainer.'],
];

for (const [job, message] of WRONG_JOBS) {
  test(`tolaria train exits with code 2 and the reason when the job is ${job}`, async () => {
    const result = await train(job);
    assert.equal(result.code, 2, result.stderr);
    assert.ok(result.stderr.includes(`${message}\n`), result.stderr);
    assert.equal(result.stdout, "");
  });
}
