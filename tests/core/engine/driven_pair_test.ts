import assert from "node:assert/strict";
import { test } from "node:test";
import type { DrivenRun, RunReport, Trainer } from "../../../core/mod.ts";
import { chromeTrace, type Modules, mlp, snapshots } from "../../../modules/mod.ts";
import { withScratch } from "../../../testing/_support/scratch.ts";
import { leavesNoTensorsAfter } from "../../_support/training/training.ts";
import { Driver, drivenTrainer } from "./_driver.ts";

const STEPS = 12;

/** A trainer with dropout, whose every step draws random numbers. */
function trainer(seed: number, modules: readonly Modules[] = []): Trainer {
  return drivenTrainer([snapshots({ everySteps: 5 }), ...modules], {
    host: mlp({ inputShape: [2], hidden: [6], classes: 3, dropout: 0.4 }),
    seed,
  });
}

async function drive(loop: DrivenRun, driver: Driver): Promise<void> {
  const { step } = await loop.step(driver.batch());
  if (step % 4 === 0) await loop.endEpoch();
}

/** What must not differ between a trainer that runs alone and one that takes turns with another. */
function lasting({ weightsHash, epochs, memory, steps }: RunReport): unknown {
  return { weightsHash, steps, losses: epochs.map(({ train }) => train.loss), memory };
}

async function alone(seed: number): Promise<unknown> {
  await using one = trainer(seed);
  await using loop = await one.begin();
  const driver = new Driver();
  while (loop.steps < STEPS) await drive(loop, driver);
  return lasting(await loop.end());
}

test("Trainer.begin() of two trainers that take turns gives each the bits that it has alone", async () => {
  await leavesNoTensorsAfter(async () => {
    const expected = [await alone(1), await alone(2)];
    await using one = trainer(1);
    await using other = trainer(2);
    await using first = await one.begin();
    await using second = await other.begin();
    const [a, b] = [new Driver(), new Driver()];
    const { random } = Math;
    while (first.steps < STEPS) {
      await drive(first, a);
      await drive(second, b);
    }
    assert.equal(Math.random, random);
    const reports = [await first.end(), await second.end()];
    const found = reports.map(lasting) as { memory: unknown }[];
    for (const [at, report] of (expected as { memory: unknown }[]).entries()) {
      assert.deepEqual({ ...found[at], memory: 0 }, { ...report, memory: 0 });
    }
    // What the other one holds is nothing that either loses.
    assert.deepEqual(
      reports.map(({ incidents }) => incidents.map(({ kind }) => kind)),
      [[], []],
    );
  });
});

test("Trainer.begin() of two trainers may take their steps at the same time", async () => {
  const expected = [await alone(1), await alone(2)] as { weightsHash: string }[];
  await using one = trainer(1);
  await using other = trainer(2);
  const loops = await Promise.all([one.begin(), other.begin()]);
  const drivers = [new Driver(), new Driver()] as const;
  for (let step = 0; step < STEPS; step++) {
    await Promise.all(loops.map((loop, at) => drive(loop, drivers[at] as Driver)));
  }
  const reports = await Promise.all(loops.map((loop) => loop.end()));
  assert.deepEqual(
    reports.map(({ weightsHash }) => weightsHash),
    expected.map(({ weightsHash }) => weightsHash),
  );
});

test("Trainer.dispose() leaves another trainer's run as it was", async () => {
  await leavesNoTensorsAfter(async () => {
    const expected = (await alone(2)) as { weightsHash: string };
    const one = trainer(1);
    await using other = trainer(2);
    const first = await one.begin();
    await using second = await other.begin();
    const [a, b] = [new Driver(), new Driver()];
    for (let step = 0; step < 3; step++) {
      await drive(first, a);
      await drive(second, b);
    }
    await one.dispose();
    while (second.steps < STEPS) await drive(second, b);
    assert.equal((await second.end()).weightsHash, expected.weightsHash);
  });
});

test("Trainer.begin() of two trainers with profilers profiles the steps of each, and nothing of the other's", () =>
  withScratch(async (scratch) => {
    const profiled = (name: string, to: number) =>
      trainer(1, [chromeTrace({ from: 2, to, path: scratch.path(name) })]);
    const kernelsOf = ({ profile }: RunReport) =>
      new Map(profile?.kernels.map(({ name, calls }) => [name, calls]));
    const pair = async (...trainers: readonly Trainer[]) => {
      const loops: DrivenRun[] = [];
      for (const one of trainers) loops.push(await one.begin());
      const drivers = loops.map(() => new Driver());
      while ((loops[0] as DrivenRun).steps < STEPS) {
        for (const [at, loop] of loops.entries()) await drive(loop, drivers[at] as Driver);
      }
      const kernels: Map<string, number>[] = [];
      for (const loop of loops) kernels.push(kernelsOf(await loop.end()));
      for (const one of trainers) await one.dispose();
      return kernels;
    };
    // The first of the two ends before the second: its kernels are put back under the other's feet otherwise.
    const [short] = await pair(profiled("short.json", 5));
    const [long] = await pair(profiled("long.json", 7));
    assert.ok((short?.size ?? 0) > 3 && (long?.size ?? 0) > 3);
    const together = await pair(profiled("first.json", 5), profiled("second.json", 7));
    assert.deepEqual(together, [short, long]);
    const [again] = await pair(
      trainer(1, [chromeTrace({ from: 2, to: 5, path: scratch.path("again.json") })]),
    );
    assert.deepEqual(again, short, "nothing of earlier profiles is left in the kernels");
  }));
