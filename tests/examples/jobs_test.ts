import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { StepReport } from "../../core/mod.ts";
import birdstrikesJob from "../../examples/birdstrikes.ts";
import delaysJob from "../../examples/delays.ts";
import digitsJob from "../../examples/digits.ts";
import emojiJob from "../../examples/emoji.ts";
import flightsJob from "../../examples/flights.ts";
import growingJob, { options as growingOptions } from "../../examples/growing.ts";
import mnistJob from "../../examples/mnist.ts";
import mobyDickJob from "../../examples/moby_dick.ts";
import moviesJob from "../../examples/movies.ts";
import tradingJob from "../../examples/trading.ts";
import { createTrainer } from "../../modules/mod.ts";
import { ROOT } from "../_support/processes/run_child.ts";
import { watching } from "../_support/training/training.ts";

const [grown, big] = [growingJob(growingOptions), growingJob({ big: true })];

for (const [name, job] of Object.entries({ digits: digitsJob, growing: grown })) {
  test(`examples/${name}.ts is a job that createTrainer() accepts`, async () => {
    const { run, ...config } = job;
    const trainer = createTrainer(config);
    assert.ok(run.epochs > 0);
    await trainer.dispose();
  });
}

test("examples/growing.ts has, with the option big, what two of its seeds would grow to", async () => {
  const sizes: number[] = [];
  for (const { run, modules, ...config } of [grown, big]) {
    const abort = new AbortController();
    const onStep = () => abort.abort();
    await using trainer = createTrainer({ ...config, modules: [modules, watching({ onStep })] });
    const { plan } = await trainer.run({ ...run, signal: abort.signal });
    sizes.push(plan.parameterCount);
  }
  const [small = 0, large = 0] = sizes;
  // 16 pixels to 12 channels, 588 numbers to 10 classes; a seed has two convolutions of 3 x 3 x 12 to 12.
  assert.equal(small, 17 * 12 + 589 * 10);
  assert.equal(large - small, 2 * 2 * (9 * 12 + 1) * 12);
});

// Indexes are kept there, and not in the cache of whoever tests.
const cache = mkdtempSync(join(tmpdir(), "tolaria-examples-"));
after(() => rmSync(cache, { recursive: true }));

for (const [name, job] of Object.entries({
  birdstrikes: birdstrikesJob,
  emoji: emojiJob,
  movies: moviesJob,
  trading: tradingJob,
})) {
  test(`examples/${name}.ts trains in 40 lines on data that fit its network`, async () => {
    const lines = readFileSync(join(ROOT, `examples/${name}.ts`), "utf8")
      .trimEnd()
      .split("\n");
    assert.ok(lines.length <= 40, `it has ${lines.length} lines`);
    process.env.XDG_CACHE_HOME = cache;
    const { run, ...config } = job;
    await using trainer = createTrainer(config);
    const report = await trainer.run({ ...run, epochs: 1 });
    assert.equal(report.endReason, "completed");
    assert.ok(Number.isFinite(report.best?.validation?.loss));
  });
}

// An epoch of these takes seconds: some steps tell whether the data fit the network.
for (const [name, job] of Object.entries({
  delays: delaysJob,
  flights: flightsJob,
  mnist: mnistJob,
  moby_dick: mobyDickJob,
})) {
  test(`examples/${name}.ts takes its first steps in 40 lines on data that fit its network`, async () => {
    const lines = readFileSync(join(ROOT, `examples/${name}.ts`), "utf8")
      .trimEnd()
      .split("\n");
    assert.ok(lines.length <= 40, `it has ${lines.length} lines`);
    process.env.XDG_CACHE_HOME = cache;
    const { run, modules, ...config } = job;
    const abort = new AbortController();
    const losses: number[] = [];
    const onStep = ({ loss }: StepReport) => {
      if (losses.push(loss) === 3) abort.abort();
    };
    await using trainer = createTrainer({ ...config, modules: [modules, watching({ onStep })] });
    const report = await trainer.run({ ...run, signal: abort.signal });
    assert.equal(report.endReason, "interrupted");
    assert.equal(losses.length, 3);
    assert.ok(losses.every(Number.isFinite), String(losses));
  });
}

test("npm start trains a job that exists, and saves it to where npm run predict looks", () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  assert.equal(scripts.start, "bun cli/main.ts train examples/growing.ts --save out/digits");
  assert.equal(scripts.predict, "bun examples/predict_digits.ts");
  assert.match(readFileSync(join(ROOT, "examples/predict_digits.ts"), "utf8"), /"out\/digits"/);
});
