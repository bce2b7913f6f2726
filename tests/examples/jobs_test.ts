import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import digitsJob from "../../examples/digits.ts";
import growingJob from "../../examples/growing.ts";
import { createTrainer } from "../../modules/mod.ts";
import { ROOT } from "../_support/processes/run_child.ts";

for (const [name, job] of Object.entries({ digits: digitsJob, growing: growingJob })) {
  test(`examples/${name}.ts is a job that createTrainer() accepts`, async () => {
    const { run, ...config } = job;
    const trainer = createTrainer(config);
    assert.ok(run.epochs > 0);
    await trainer.dispose();
  });
}

test("npm start trains a job that exists", () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  assert.equal(scripts.start, "bun cli/main.ts train examples/growing.ts");
});
