import assert from "node:assert/strict";
import { test } from "node:test";
import { DATA_SOURCE, type DataSplits, HOST_BUILDER, type HostBuilder } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";
import { arrays, constant } from "../../../modules/mod.ts";
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
