import assert from "node:assert/strict";
import { after, test } from "node:test";
import { DATA_SOURCE, type DataSource } from "../../../../core/mod.ts";
import { Container } from "../../../../deps.ts";
import { type IdxFiles, type IdxOptions, idx } from "../../../../modules/data/idx/mod.ts";
import { conformsToDataSource } from "../../../../testing/data_source.ts";
import { idxBytes, TemporaryFiles } from "../../../_support/data/idx_files.ts";

const files = new TemporaryFiles();
after(() => files[Symbol.dispose]());

function make(options: IdxOptions): DataSource {
  const container = new Container();
  container.load(idx(options));
  return container.get(DATA_SOURCE);
}

let written = 0;

/** Writes `count` images of 2 x 3 pixels, each another, with classes from 0 to 9. */
function pair(count: number, { images, labels }: Partial<Record<keyof IdxFiles, Uint8Array>> = {}) {
  written += 1;
  const pixels = Array.from({ length: count * 6 }, (_, i) => i % 256);
  const classes = Array.from({ length: count }, (_, i) => i % 10);
  return {
    images: files.write(`images-${written}`, images ?? idxBytes([count, 2, 3], pixels)),
    labels: files.writeGzip(`labels-${written}`, labels ?? idxBytes([count], classes)),
  };
}

conformsToDataSource(() => make({ train: pair(20), validation: 0.25 }));

test("idx() gives pixels as shares of 255, with an axis for the one channel", async () => {
  const { train, validation } = await make({ train: pair(2) }).open(0);
  assert.deepEqual(train.inputs[0]?.shape, [2, 3, 1]);
  const { inputs, targets } = await train.gather(Uint32Array.of(1));
  assert.deepEqual(
    inputs[0],
    Float32Array.from([6, 7, 8, 9, 10, 11], (byte) => byte * (1 / 255)),
  );
  assert.deepEqual(targets[0], Int32Array.of(1));
  assert.equal(validation, undefined);
});

test("idx() keeps the channels that the file has", async () => {
  const images = idxBytes([2, 1, 1, 3], [1, 2, 3, 4, 5, 6]);
  const { train } = await make({ train: pair(2, { images }), scale: 1 }).open(0);
  assert.deepEqual(train.inputs[0]?.shape, [1, 1, 3]);
  const { inputs } = await train.gather(Uint32Array.of(1));
  assert.deepEqual(inputs[0], Float32Array.of(4, 5, 6));
});

test("idx() takes labels of a wider element type", async () => {
  const labels = idxBytes([2], [9, 0], "i32");
  const { train } = await make({ train: pair(2, { labels }) }).open(0);
  const { targets } = await train.gather(Uint32Array.of(0, 1));
  assert.deepEqual(targets[0], Int32Array.of(9, 0));
});

test("idx() validates on other files when they are given", async () => {
  const { train, validation } = await make({ train: pair(6), validation: pair(3) }).open(0);
  assert.deepEqual([train.size, validation?.size], [6, 3]);
});

test("idx() sets a test apart, as a share or as other files", async () => {
  const other = await make({ train: pair(6), validation: 0.5, test: pair(3) }).open(0);
  assert.deepEqual([other.train.size, other.validation?.size, other.test?.size], [3, 3, 3]);
  const share = await make({ train: pair(6), test: 0.5 }).open(0);
  assert.deepEqual([share.train.size, share.validation, share.test?.size], [3, undefined, 3]);
});

async function messageOf(options: IdxOptions): Promise<string> {
  try {
    await make(options).open(0);
  } catch (error) {
    assert.equal((error as { code: string }).code, "data/invalid", String(error));
    return (error as Error).message;
  }
  assert.fail("nothing was thrown");
}

test("idx() says which label is out of range, and in which files", async () => {
  const train = pair(3, { labels: idxBytes([3], [1, 2, 10]) });
  assert.equal(
    await messageOf({ train }),
    `Column "label" must be a whole number from 0 to 9 in example 2, but is 10. Cannot open "${train.images}" and "${train.labels}".`,
  );
});

test("idx() says which label is no whole number", async () => {
  const train = pair(3, { labels: idxBytes([3], [1, 2.5, 3], "f32") });
  assert.match(await messageOf({ train }), /"label" must be .* in example 1, but is 2\.5/);
});

test("idx() says which image has a pixel that is not finite", async () => {
  const pixels = [0, 1, 2, 3, 4, 5, 6, Number.NaN, 8, 9, 10, 11];
  const train = pair(2, { images: idxBytes([2, 2, 3], pixels, "f64") });
  assert.match(
    await messageOf({ train }),
    /"image" must be a finite number in example 1, but is NaN/,
  );
});

test("idx() says how many labels are wanted when there are others", async () => {
  const train = pair(3, { labels: idxBytes([2], [0, 1]) });
  assert.match(
    await messageOf({ train }),
    /"label" must have 3 examples like column "image", but has 2/,
  );
});

test("idx() refuses files without an example", async () => {
  const train = pair(0);
  assert.match(await messageOf({ train }), /"image" must have at least 1 example, but has 0/);
});

test("idx() names the file whose axes are wrong", async () => {
  const flat = pair(2, { images: idxBytes([12], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) });
  assert.equal(
    await messageOf({ train: flat }),
    `"${flat.images}" must have 3 or 4 axes, but has the shape [12]. Cannot open it.`,
  );
  const swapped = pair(2);
  assert.equal(
    await messageOf({ train: { images: swapped.images, labels: swapped.images } }),
    `"${swapped.images}" must have 1 axes, but has the shape [2, 2, 3]. Cannot open it.`,
  );
});

test("idx() refuses validation images of another shape", async () => {
  const [train, validation] = [pair(2), pair(2, { images: idxBytes([2, 1, 1], [1, 2]) })];
  assert.equal(
    await messageOf({ train, validation }),
    `Images must have the shape [2, 3, 1] of those in "${train.images}", but have [1, 1, 1]. Cannot open "${validation.images}".`,
  );
});

test("idx() refuses a share that leaves one side empty", async () => {
  const train = pair(2);
  assert.match(
    await messageOf({ train, validation: 0.1 }),
    /"validation" must leave examples on both sides, but is 0\.1 of 2 examples/,
  );
});

test("idx() passes on what is wrong with a file", async () => {
  const train = pair(2, { labels: Uint8Array.of(0, 0) });
  await assert.rejects(() => make({ train }).open(0), {
    code: "data/corrupt",
    message: `At byte 0 there must be 4 bytes of magic number, but is 2 bytes. Cannot read "${train.labels}".`,
  });
});

test("idx() refuses a file name that is missing", () => {
  // @ts-expect-error: the labels are missing
  assert.throws(() => idx({ train: { images: "a" } }), {
    code: "options/invalid",
    message: '"train.labels" must be a string, but is undefined. Cannot make idx.',
  });
});
