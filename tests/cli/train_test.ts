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

test("tolaria train prints the report as the last line when it is to be JSON", async () => {
  const child = await train("tiny", ["--backend", "cpu", "--seed", "7", "--epochs", "2", "--json"]);
  assert.equal(child.code, 0, child.stderr);
  const report = reportOf(child);
  assert.equal(report.epochs, 2);
  assert.equal(report.seed, 7);
  assert.equal(report.backend, "cpu");
  assert.equal(report.end_reason, "completed");
  assert.equal(report.steps, 4);
  assert.deepEqual(timelyIncidents(report), []);
  assert.match(report.weights_hash, /^[0-9a-f]{64}$/);
  for (const value of [report.val_accuracy, report.val_loss, report.wall_s]) {
    assert.ok(typeof value === "number" && value >= 0, String(value));
  }
  assert.equal(child.stdout.trimEnd().split("\n").length, 1);
  assert.match(child.stderr, /epoch/i);
});

test("tolaria train does what the job says when no flag says otherwise, on wasm", async () => {
  const child = await train("tiny", ["--json", "--quiet"], { env: { TOLARIA_BACKEND: "wasm" } });
  assert.equal(child.code, 0, child.stderr);
  const { epochs, seed, backend } = reportOf(child);
  assert.deepEqual({ epochs, seed, backend }, { epochs: 3, seed: 1, backend: "wasm" });
  assert.equal(child.stderr.replace(/^.*experimentalDecorators.*\n/m, "").trim(), "");
});

test("tolaria train prints a report for people when it is not to be JSON", async () => {
  const child = await train("tiny", ["--backend", "cpu", "--epochs", "1", "--quiet"]);
  assert.equal(child.code, 0, child.stderr);
  assert.match(child.stdout, /cpu, plain JavaScript/);
  assert.match(child.stdout, /best/);
});

test("tolaria train gives the same weights for the same seed, and others for another", async () => {
  const flags = ["--backend", "cpu", "--epochs", "1", "--json", "--quiet", "--seed"];
  const hashes: string[] = [];
  for (const seed of ["3", "3", "4"]) {
    hashes.push(reportOf(await train("tiny", [...flags, seed])).weights_hash);
  }
  assert.equal(hashes[1], hashes[0]);
  assert.notEqual(hashes[2], hashes[0]);
});

test("tolaria train grows what the job says, and nothing when it is told to", async () => {
  const flags = ["--backend", "cpu", "--json", "--quiet"];
  const grown = reportOf(await train("growing", flags));
  assert.deepEqual(
    grown.seeds.map(({ seed, stages }) => [seed, stages[0]?.stage]),
    [["conv1", "SEED_STAGE_GERMINATED"]],
  );
  assert.deepEqual(grown.incidents, []);
  const plain = reportOf(await train("growing", [...flags, "--no-seeds"]));
  assert.deepEqual([plain.seeds, plain.incidents], [[], []]);
  assert.equal(plain.control.commands.committed, 0);
  assert.equal(plain.parameters, grown.parameters);
  // The seed is not grafted in yet, and the network the same as without.
  assert.equal(plain.val_loss, grown.val_loss);
});

test("tolaria train finds the job from whatever directory it is started in", async () => {
  const folder = mkdtempSync(join(tmpdir(), "elsewhere-"));
  const absolute = join(ROOT, JOBS, "tiny.ts");
  for (const path of [absolute, relative(folder, absolute)]) {
    const child = await tolaria(["train", path, "--epochs", "1", "--json"], { cwd: folder });
    assert.equal(child.code, 0, child.stderr);
    assert.equal(reportOf(child).epochs, 1);
  }
  rmSync(folder, { recursive: true });
});

test("tolaria train fails with its report and code 1 when the run fails", async () => {
  const child = await train("diverging", ["--json"]);
  assert.equal(child.code, 1);
  const report = reportOf(child);
  assert.equal(report.end_reason, "failed");
  assert.equal(timelyIncidents(report).length, 4);
  assert.match(report.error ?? "", /^4 consecutive steps were not finite: /);
  assert.match(child.stderr, /4 consecutive steps were not finite: /);
  assert.doesNotMatch(child.stderr, /at .*\.ts:\d+/);
});

test("tolaria --verbose shows where an error comes from", async () => {
  const child = await tolaria(["--verbose", "train", `${JOBS}/diverging.ts`, "--quiet"]);
  assert.equal(child.code, 1);
  assert.match(child.stderr, /non_finite_guard\.ts:\d+/);
});

const WRONG_JOBS: readonly (readonly [job: string, message: string])[] = [
  [
    "missing",
    `There is no such file; looked for ${join(ROOT, JOBS, "missing.ts")}. Cannot load "${JOBS}/missing.ts".`,
  ],
  ["throwing", `No such corpus. Cannot load "${JOBS}/throwing.ts".`],
  ["throwing_later", `No such model. Cannot load "${JOBS}/throwing_later.ts".`],
  [
    "no_default",
    `It has no default export: add 'export default defineJob({ ... })'. Cannot load "${JOBS}/no_default.ts".`,
  ],
  ["number", `Its default export must be a job, but is 7. Cannot load "${JOBS}/number.ts".`],
  ["no_run", `Its job has no "run". Cannot load "${JOBS}/no_run.ts".`],
  ["bad_setting", '"batchSize" must be at least 1, but is 0. Cannot create the trainer.'],
];

for (const [job, message] of WRONG_JOBS) {
  test(`tolaria train leaves with code 2 and says why when the job is ${job}`, async () => {
    const child = await train(job);
    assert.equal(child.code, 2, child.stderr);
    assert.ok(child.stderr.includes(`${message}\n`), child.stderr);
    assert.equal(child.stdout, "");
  });
}

const WRONG_USAGE: readonly (readonly [args: string, message: RegExp])[] = [
  ["fly", /unknown command 'fly'/],
  ["train", /missing required argument 'config'/],
  ["train a.ts b.ts", /too many arguments/],
  ["train a.ts --epoch 3", /unknown option '--epoch'/],
  ["train a.ts --epochs 0", /'0' is invalid\. It must be a whole number of at least 1\./],
  ["train a.ts --epochs 1e3", /'1e3' is invalid/],
  ["train a.ts --seed -1", /'-1' is invalid\. It must be a whole number of at least 0\./],
  ["train a.ts --seed", /argument missing/],
  ["train a.ts --backend gpu", /'gpu' is invalid\. It must be auto, tensorflow, wasm or cpu\./],
];

test("tolaria leaves with code 2, what is wrong and a hint when it is used wrongly", async () => {
  for (const [args, message] of WRONG_USAGE) {
    const child = await tolaria(args.split(" "));
    assert.equal(child.code, 2, `${args}: ${child.stderr}`);
    assert.match(child.stderr, message);
    assert.match(child.stderr, /--help shows how it is used/);
    assert.equal(child.stdout, "");
  }
});

test("tolaria explains itself, and each of its commands", async () => {
  const [whole, command, version] = (await Promise.all(
    [["--help"], ["train", "--help"], ["--version"]].map((args) => tolaria(args)),
  )) as [ChildResult, ChildResult, ChildResult];
  assert.deepEqual([whole.code, command.code, version.code], [0, 0, 0]);
  assert.match(whole.stdout, /Usage: tolaria .*\n[\s\S]*train .*config/);
  for (const flag of [
    "--epochs",
    "--backend",
    "--seed",
    "--no-seeds",
    "--json",
    "--quiet",
    "Exit codes",
  ]) {
    assert.ok(command.stdout.includes(flag), `no ${flag} in ${command.stdout}`);
  }
  assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
  const bare = await tolaria([]);
  assert.equal(bare.code, 2);
  assert.match(bare.stderr, /Usage: tolaria/);
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
  test(`tolaria train finishes the step, reports and leaves with code ${code} on ${signal}`, async () => {
    const child = await train("endless", ["--json"], sending(["BEGUN", signal]));
    assert.equal(child.code, code, child.stderr);
    assert.equal(child.signal, null);
    const report = reportOf(child);
    assert.equal(report.end_reason, "interrupted");
    assert.ok(report.steps >= 3);
    assert.ok(
      child.stderr.includes(`${signal}: finishing the step; send it again to leave at once`),
    );
  });
}

test("tolaria train leaves at once on a second signal, with the code of that one", async () => {
  const signals = sending(["BEGUN", "SIGINT"], ["finishing the step", "SIGTERM"]);
  const child = await train("stuck", ["--json"], signals);
  assert.equal(child.code, 143, child.stderr);
  assert.equal(child.stdout, "");
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
