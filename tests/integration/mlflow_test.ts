import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import type { RunReport } from "../../core/mod.ts";
import { constant, mlflow } from "../../modules/mod.ts";
import { withScratch } from "../../testing/_support/scratch.ts";
import { testUnless } from "../../testing/_support/suite.ts";
import { noMlflow, PYTHON, withMlflow } from "../_support/observers/mlflow_server.ts";
import { gradientDescent, trainerOf } from "../_support/training/training.ts";

/** What MLflow's own client reads of a run. @param keys Of the metrics. */
function readRun(uri: string, experiment: string, { plan }: RunReport, keys: readonly string[]) {
  const script = new URL("../fixtures/mlflow/read_run.py", import.meta.url).pathname;
  const args = [script, uri, experiment, plan.runId, ...keys];
  return JSON.parse(String(execFileSync(PYTHON, args, { stdio: "pipe" })));
}

testUnless(
  noMlflow,
  "mlflow() is read back from a real server: parameters, metrics, tags, report and status",
  () =>
    withScratch(({ path }) =>
      withMlflow(path(""), async (uri) => {
        await checkRuns(uri);
        await checkNonFinite(uri);
      }),
    ),
);

async function checkRuns(uri: string): Promise<void> {
  // A server on a machine that has much else to do answers late.
  const flushTimeoutMs = 7_000;
  const sent = {
    uri,
    experiment: "spirals",
    runName: "first",
    options: { width: 5 },
    flushTimeoutMs,
  };
  const trainer = trainerOf({
    modules: [gradientDescent(), constant(0.1), mlflow({ ...sent, everySteps: 2 })],
  });
  // The first one creates the experiment, the second one finds it.
  await trainer.run({ epochs: 1 });
  const report = await trainer.run({ epochs: 2 });
  await trainer.dispose();
  const { epochs, incidents, plan, weightsHash } = report;
  assert.deepEqual(incidents, []);

  const read = readRun(uri, "spirals", report, ["loss", "step/loss"]);
  assert.equal(read.runs, 2);
  assert.equal(read.name, "first");
  assert.equal(read.status, "FINISHED");
  assert.ok(read.end_time >= read.start_time);
  assert.equal(read.params.batchSize, String(plan.batchSize));
  assert.equal(read.params.optimizer, "gradient-descent");
  assert.equal(read.params["option.width"], "5");
  assert.deepEqual(
    read.metrics.loss.map(([step, value]: [number, string]) => [step, Number(value)]),
    epochs.map(({ step, train }) => [step, train.loss]),
  );
  // Ten steps after the five of the first run, each point the mean of two.
  const steps = read.metrics["step/loss"].map(([step]: [number]) => step);
  assert.deepEqual(steps, [7, 9, 11, 13, 15]);
  assert.equal(read.tags["tolaria.seed"], "11");
  assert.equal(read.tags["tolaria.end_reason"], "completed");
  assert.match(read.tags["mlflow.source.git.commit"] ?? "", /^[0-9a-f]{40}$/);
  assert.deepEqual(read.artifacts, ["report.json"]);
  assert.equal(read.report.weights_hash, weightsHash);
}

/** A loss that is not finite stays one. */
async function checkNonFinite(uri: string): Promise<void> {
  const trainer = trainerOf({
    // Weights of some 1e30 after a step: their products are infinite in float32.
    modules: [gradientDescent(), constant(1e30), mlflow({ uri, everySteps: 1 })],
    maxNonFiniteSteps: 100,
  });
  const report = await trainer.run({ epochs: 1 });
  await trainer.dispose();
  const read = readRun(uri, "tolaria", report, ["step/loss"]);
  assert.deepEqual(read.metrics["step/loss"].at(-1), [5, "nan"]);
}
