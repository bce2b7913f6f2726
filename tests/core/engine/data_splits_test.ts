import assert from "node:assert/strict";
import { test } from "node:test";
import {
  DATA_SOURCE,
  type DataSplits,
  HOST_BUILDER,
  type HostBuilder,
  type RunOptions,
} from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";
import { arrays, constant, lines } from "../../../modules/mod.ts";
import { FakeTerminal } from "../../../testing/_support/fake_terminal.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { gradientDescent, spiral, trainerOf } from "../../_support/training/training.ts";

/** The spiral, opened by a source that counts what it still holds. */
async function countedSource(changes: Partial<DataSplits> = {}) {
  const source = await resolveProvider(DATA_SOURCE, arrays(spiral(20)));
  const held = { open: 0 };
  const data = new ContainerModule(({ bind }) => {
    bind(DATA_SOURCE).toConstantValue({
      name: "counted",
      open: async (seed) => {
        held.open += 1;
        const dispose = async () => {
          held.open -= 1;
        };
        return { ...(await source.open(seed)), dispose, ...changes };
      },
    });
  });
  return { data, held };
}

test("Trainer.dispose() disposes what the data source opened", async () => {
  const { data, held } = await countedSource();
  const trainer = trainerOf({ data });
  await trainer.run({ epochs: 1 });
  assert.equal(held.open, 1);
  await trainer.dispose();
  assert.equal(held.open, 0);
});

test("Trainer.run() disposes what the data source opened when the network cannot be built", async () => {
  const { data, held } = await countedSource();
  const host: HostBuilder = {
    build: () => {
      throw new Error("no network");
    },
  };
  const broken = new ContainerModule(({ bind }) => {
    bind(HOST_BUILDER).toConstantValue(host);
  });
  await using trainer = trainerOf({ data, host: broken });
  await assert.rejects(() => trainer.run({ epochs: 1 }), { message: "no network" });
  assert.equal(held.open, 0);
});

test("Trainer.run() reports what the data source says of its data", async () => {
  const columns = { point: { preparation: "as it is", missing: 2, imputed: 0.5 } };
  const { data } = await countedSource({ describe: () => ({ columns }) });
  await using trainer = trainerOf({ data, modules: [gradientDescent(), constant(0.1)] });
  const report = await trainer.run({ epochs: 1 });
  assert.deepEqual(report.data, { columns });
});

/** A run on the spiral of 20 points, of which the test has the same ones. */
async function tested(run: RunOptions, changes: Partial<DataSplits> = {}) {
  const source = await resolveProvider(DATA_SOURCE, arrays(spiral(20)));
  const { train } = await source.open(0);
  const { data } = await countedSource({ test: train, validation: train, ...changes });
  const terminal = new FakeTerminal(false);
  const observer = lines({ stream: terminal, report: false });
  await using trainer = trainerOf({ data, modules: [observer, gradientDescent(), constant(0.1)] });
  return { report: await trainer.run(run), text: terminal.raw };
}

test("Trainer.run() measures the test examples on the weights that it ends in", async () => {
  const { report, text } = await tested({ epochs: 2 });
  assert.deepEqual(report.test, report.epochs.at(-1)?.validation);
  assert.equal(report.plan.testExamples, 20);
  assert.match(text, /20 to validate on, 20 to test on\n/);
  assert.match(text, /\ntest {2}loss +\d\.\d+ {2}accuracy +\d+\.\d %\n$/);
});

test("Trainer.run() measures the test examples on the best weights if they are restored", async () => {
  const { report } = await tested({ epochs: 4, restoreBest: true, monitor: "val_loss" });
  assert.deepEqual(report.test, report.best?.validation);
});

test("Trainer.run() measures no test examples if it is interrupted", async () => {
  const { report } = await tested({ epochs: 2, signal: AbortSignal.abort() });
  assert.equal(report.endReason, "interrupted");
  assert.equal(report.test, undefined);
});

test("Trainer.run() reports test examples that cannot be read, and is complete", async () => {
  const source = await resolveProvider(DATA_SOURCE, arrays(spiral(20)));
  const { train } = await source.open(0);
  const { size, inputs, targets } = train;
  const gather = () => {
    throw new Error("disk on fire");
  };
  const { report } = await tested({ epochs: 1 }, { test: { size, inputs, targets, gather } });
  assert.equal(report.endReason, "completed");
  assert.deepEqual(
    report.incidents.map(({ kind, message }) => [kind, message]),
    [["test/failed", report.incidents[0]?.message]],
  );
  assert.match(report.incidents[0]?.message ?? "", /^Disk on fire\. Cannot gather examples/);
});
