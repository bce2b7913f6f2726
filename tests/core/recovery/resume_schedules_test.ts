import assert from "node:assert/strict";
import { test } from "node:test";
import { clamp, constant, cosine, perGroup, plateau, sgd } from "../../../modules/mod.ts";
import { type Job, resumedAs } from "./_resumed_run.ts";

test("Trainer.run() says what becomes of a schedule over a run that is resumed for longer", async () => {
  const job: Job = { modules: [sgd(), cosine({ peak: 1 })] };
  const { rates, report } = await resumedAs(job, job, { epochs: 6 });
  // (1 + cos(pi 7 / 30)) / 2 in the place of (1 + cos(pi 7 / 15)) / 2.
  assert.ok(Math.abs((rates[0] as number) - 0.8716) < 1e-4);
  assert.deepEqual(report.recovery.differences, [
    "epochs 3 -> 6",
    "schedule cosine is over 30 steps, not 15: the next rate is 0.8716, not 0.5523",
  ]);
});

test("Trainer.run() says that a schedule had come to its end", async () => {
  const job: Job = { modules: [sgd(), cosine({ peak: 1 })] };
  const { report } = await resumedAs(job, job, { epochs: 6, abortAt: 15 });
  assert.equal(
    report.recovery.differences?.[1],
    "schedule cosine is over 30 steps, not 15: the next rate is 0.5, which the shorter one has no rate for",
  );
});

test("Trainer.run() compares the policies that a policy is composed of", async () => {
  const rates = (rate: number) =>
    perGroup({ default: constant(0.1), groups: { head: clamp(constant(rate), { max: 1 }) } });
  const [first, second] = [0.1, 0.2].map(
    (rate): Job => ({ modules: [sgd(), rates(rate)], groups: [{ name: "head", match: "head" }] }),
  );
  const { report } = await resumedAs(first as Job, second as Job);
  assert.deepEqual(report.recovery.differences, [
    "groups.head.policy.rate of per-group 0.1 -> 0.2",
  ]);
});

test("Trainer.run() keeps the reductions of a plateau whose first rate is another", async () => {
  const job = (initial: number): Job => ({
    modules: [sgd(), plateau({ initial, monitor: "loss", patience: 0, factor: 0.5, threshold: 9 })],
  });
  // No loss is that much better: the rate is halved at the end of each of two epochs.
  const { rates, before } = await resumedAs(job(0.01), job(0.03), { abortAt: 12 });
  assert.equal(before.rates.at(-1), 0.0025);
  assert.ok(Math.abs((rates[0] as number) - 0.0075) < 1e-9);
});
