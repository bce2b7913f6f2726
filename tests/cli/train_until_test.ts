import assert from "node:assert/strict";
import { test } from "node:test";
import { withScratch } from "../../testing/_support/scratch.ts";
import { runCommand } from "../_support/processes/run_command.ts";

test("tolaria train --until ends after an epoch, and resumes to the weights of an unbroken run", () =>
  withScratch(async ({ path }) => {
    const train = async (...flags: string[]) => {
      const args = ["train", "tests/fixtures/jobs/tiny.ts", "--json", "--quiet", ...flags];
      const { code, stdout, stderr } = await runCommand(args, "cpu");
      assert.equal(code, 0, stderr);
      return JSON.parse(stdout);
    };
    const whole = await train();
    const first = await train("--until", "1", "--checkpoints", path("c"));
    assert.deepEqual(
      [first.end_reason, first.epochs.length, first.plan.epochs],
      ["interrupted", 1, 3],
    );
    const rest = await train("--resume", path("c"));
    assert.equal(rest.weights_hash, whole.weights_hash);
  }));
