import assert from "node:assert/strict";
import { test } from "node:test";
import { withScratch } from "../../testing/_support/scratch.ts";
import { runCommand } from "../_support/processes/run_command.ts";

const JOBS = "tests/fixtures/jobs";

/** Trains a fixture for one epoch, with `--set` for each text. */
const train = (job: string, settings: readonly string[], ...flags: string[]) =>
  runCommand(
    [
      "train",
      `${JOBS}/${job}.ts`,
      "--epochs",
      "1",
      "--quiet",
      "--json",
      ...settings.flatMap((text) => ["--set", text]),
      ...flags,
    ],
    "cpu",
  );

test("tolaria train --set replaces options of the job, which the run folder records", () =>
  withScratch(async ({ path }) => {
    const runs = ["--runs", path("runs")];
    const plain = await train("with_options", [], ...runs);
    assert.equal(plain.code, 0, plain.stderr);
    const settings = ["learningRate=3e-3", "width=5", "rule=sgd", "shuffle=false"];
    const { code, stdout, stderr } = await train("with_options", settings, ...runs);
    assert.equal(code, 0, stderr);
    const { plan } = JSON.parse(stdout);
    // 144 inputs to 5 units, and 5 to 10, with biases.
    assert.equal(plan.parameter_count, 145 * 5 + 6 * 10);
    const list = JSON.parse((await runCommand(["runs", "list", ...runs, "--json"])).stdout);
    assert.deepEqual(
      list.map((run: { options: unknown }) => run.options),
      [
        { learningRate: 3e-3, width: 5, rule: "sgd", shuffle: false },
        { learningRate: 1e-2, width: 4, rule: "adamw", shuffle: true },
      ],
    );
    const ids = list.map((run: { id: string }) => run.id);
    const compared = await runCommand(["runs", "compare", ...ids, ...runs, "--json"]);
    assert.deepEqual(JSON.parse(compared.stdout).settings.width, ["5", "4"]);
  }));

const WRONG: readonly (readonly [job: string, setting: string, message: string])[] = [
  [
    "with_options",
    "learningrat=1",
    'Unknown option "learningrat"; did you mean "learningRate"? Known options: learningRate, width, rule, shuffle. Cannot set "learningrat".',
  ],
  [
    "with_options",
    "width=wide",
    '"width" must be a number like its default, 4, but is "wide". Cannot set "width".',
  ],
  [
    "with_options",
    "shuffle=1",
    '"shuffle" must be true or false like its default, true, but is "1". Cannot set "shuffle".',
  ],
  ["with_options", "toString=1", 'Unknown option "toString"; known options: learningRate'],
  [
    "tiny",
    "width=4",
    "The file has no options: add 'export const options = { learningRate: 1e-3 }', and take them by the function that is its default export.",
  ],
  ["options_unused", "learningRate=1", "its default export is no function that takes them"],
  [
    "options_nested",
    "layers=1",
    'Option "layers" must be a number, a string or a boolean, but is [4,4].',
  ],
];

for (const [job, setting, message] of WRONG) {
  test(`tolaria train exits with code 2 and the reason on --set ${setting} for the job ${job}`, async () => {
    const { code, stderr, stdout } = await train(job, [setting]);
    assert.equal(code, 2, stderr);
    assert.ok(stderr.includes(message), stderr);
    assert.equal(stdout, "");
  });
}

test("tolaria train --set says which form it has when there is no name", async () => {
  const { code, stderr } = await train("with_options", ["=3"]);
  assert.equal(code, 2);
  assert.match(stderr, /It must be <name>=<value>, such as learningRate=3e-3\./);
});
