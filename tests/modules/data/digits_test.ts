import assert from "node:assert/strict";
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { DATA_SOURCE, type DataSource } from "../../../core/mod.ts";
import { Container } from "../../../deps.ts";
import { type DigitsOptions, digits } from "../../../modules/data/digits/mod.ts";
import { readDigits } from "../../../modules/data/digits/read_digits.ts";
import { withScratch } from "../../../testing/_support/scratch.ts";
import { conformsToDataSource } from "../../../testing/data_source.ts";

function make(options?: DigitsOptions): DataSource {
  const container = new Container();
  container.load(digits(options));
  return container.get(DATA_SOURCE);
}

// One source for all: it reads its files once.
const shared = make();
const unsplit = make({ validation: 0 });

conformsToDataSource(() => shared);

test("digits() are 8,000 to train on and 2,000 to validate", async () => {
  const { train, validation } = await shared.open(0);
  assert.equal(train.size, 8_000);
  assert.equal(validation?.size, 2_000);
  assert.deepEqual(train.inputs[0]?.shape, [28, 28, 1]);
  assert.equal(train.targets[0]?.classes, 10);
});

test("digits() has no validation when it is 0", async () => {
  const { train, validation } = await unsplit.open(0);
  assert.equal(train.size, 10_000);
  assert.equal(validation, undefined);
});

test("digits() have about a tenth of each class, ink in the middle and none in the corner", async () => {
  const { train } = await unsplit.open(0);
  const { inputs, targets } = await train.gather(Uint32Array.from({ length: 10_000 }, (_, i) => i));
  const pixels = inputs[0] as Float32Array;
  const counts = new Array<number>(10).fill(0);
  for (const label of targets[0] as Int32Array) counts[label] = (counts[label] as number) + 1;
  // MNIST has 863 to 1,127 of each class among 10,000.
  for (const count of counts) assert.ok(count > 800 && count < 1_200, counts.join());
  const meanAt = (pixel: number) => {
    let sum = 0;
    for (let i = pixel; i < pixels.length; i += 784) sum += pixels[i] as number;
    return sum / 10_000;
  };
  assert.equal(meanAt(0), 0);
  const middle = meanAt(14 * 28 + 14);
  assert.ok(middle > 0.3 && middle < 0.8, `${middle}`);
  for (const value of pixels) assert.ok(value >= 0 && value <= 1);
});

test("digits() refuses to leave nothing to train on", () => {
  assert.throws(() => digits({ validation: 10_000 }), {
    code: "options/invalid",
    message: '"validation" must be at most 9999, but is 10000. Cannot make digits.',
  });
});

test("readDigits() keeps what it parsed, and reads the same from there", () =>
  withScratch(async ({ path }) => {
    const parsed = readDigits(path("."));
    const [file, ...others] = readdirSync(path("."));
    assert.equal(others.length, 0);
    assert.deepEqual(readDigits(path(".")), parsed);
    // Damaged, it is made again.
    writeFileSync(path(file as string), "{}");
    assert.deepEqual(readDigits(path(".")), parsed);
    assert.ok(statSync(path(file as string)).size > parsed.images.length);
  }));

test("readDigits() does without a folder that cannot be written to", () =>
  withScratch(async ({ path }) => {
    writeFileSync(path("file"), "");
    assert.equal(readDigits(path("file/cache")).labels.length, 10_000);
  }));
