import assert from "node:assert/strict";
import { utimesSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { DATA_SOURCE, type DataSource } from "../../../../core/mod.ts";
import { Container } from "../../../../deps.ts";
import {
  category,
  image,
  number,
  type WebdatasetOptions,
  webdataset,
} from "../../../../modules/data/mod.ts";
import { conformsToDataSource } from "../../../../testing/data_source.ts";
import { conformsToRecordSource } from "../../../../testing/record_source.ts";
import { TemporaryFiles } from "../../../_support/data/idx_files.ts";
import { BLOCKS_JPEG } from "../../../_support/data/images.ts";
import { tarBytes } from "../../../_support/data/tar_files.ts";

const files = new TemporaryFiles();
after(() => files[Symbol.dispose]());

/** Writes shards `<name>-0.tar` and on, whose samples hold their number in all. Returns their pattern. */
function shards(name: string, counts: readonly number[]): string {
  let sample = 0;
  counts.forEach((count, shard) => {
    const parts = Array.from({ length: count }, () => {
      const number = sample++;
      return [
        { name: `${number}.json`, body: JSON.stringify({ x: number }) },
        { name: `${number}.cls`, body: String(number % 2) },
      ];
    });
    files.write(`${name}-${shard}.tar`, tarBytes(parts.flat()));
  });
  return join(files.folder, `${name}-{0..${counts.length - 1}}.tar`);
}

const NUMBERS = {
  inputs: { x: number({ field: "json.x" }) },
  targets: { label: category({ field: "cls", categories: ["0", "1"] }) },
};

function make(options: Partial<WebdatasetOptions> & Pick<WebdatasetOptions, "shards">): DataSource {
  const container = new Container();
  container.load(webdataset({ ...NUMBERS, cache: false, workers: 1, ...options }));
  return container.get(DATA_SOURCE);
}

const forty = shards("forty", [15, 25]);
conformsToDataSource(() => make({ shards: forty, validation: 0.25 }));

const changing = shards("changing", [20, 25]);
const broken = files.write(
  "one-broken.tar",
  tarBytes(
    Array.from({ length: 41 }, (_, at) => [
      { name: `${at}.json`, body: at === 1 ? `{"x":` : JSON.stringify({ x: at }) },
      { name: `${at}.cls`, body: String(at % 2) },
    ]).flat(),
  ),
);
conformsToRecordSource({
  create: (options) => make({ shards: changing, ...options }),
  broken: {
    create: (options) => make({ shards: broken, ...options }),
    place: /"one-broken\.tar", sample "1" \(byte 2560\)/,
    others: 40,
  },
  change: () => utimesSync(join(files.folder, "changing-0.tar"), 1, 1),
});

test("webdataset() trains on the samples of all shards, and validates on those of others", async () => {
  const source = make({ shards: shards("train", [2, 1]), validation: shards("validation", [2]) });
  const splits = await source.open(0);
  const { train, validation } = splits;
  assert.equal(train.size, 3);
  const { inputs, targets } = await train.gather(Uint32Array.of(2, 0));
  assert.deepEqual(inputs[0], Float32Array.of(2, 0));
  assert.deepEqual(targets[0], Int32Array.of(0, 0));
  assert.equal(validation?.size, 2);
  await splits.dispose?.();
});

test("webdataset() reads images of shards", async () => {
  const parts = [
    { name: "a.jpg", body: BLOCKS_JPEG },
    { name: "a.cls", body: "1" },
  ];
  const path = files.write("image.tar", tarBytes(parts));
  const inputs = {
    image: image({ field: "jpg", size: [16, 24], channels: 1, scale: 1, decoder: "jsquash" }),
  };
  const splits = await make({ shards: path, inputs }).open(0);
  const { inputs: found } = await splits.train.gather(Uint32Array.of(0));
  // The corners of the blocks, rows of 24 pixels.
  const pixels = found[0] as Float32Array;
  assert.deepEqual(
    [pixels[0], pixels[23], pixels[15 * 24], pixels[15 * 24 + 23]],
    [20, 100, 140, 220],
  );
  await splits.dispose?.();
});

test("webdataset() names shard, sample and byte of a broken value, or skips and counts it", async () => {
  const parts = [
    { name: "a.json", body: `{"x":1}` },
    { name: "a.cls", body: "1" },
    { name: "b.json", body: `{"x":` },
    { name: "b.cls", body: "0" },
  ];
  const path = files.write("broken.tar", tarBytes(parts));
  await assert.rejects(make({ shards: path }).open(0), {
    code: "data/corrupt",
    message: /Cannot read field "json\.x" of "broken\.tar", sample "b" \(byte 2560\)\.$/,
  });
  const splits = await make({ shards: path, skipBroken: true }).open(0);
  assert.equal(splits.train.size, 1);
  assert.deepEqual(splits.describe?.().skipped, { [`"${path}"`]: 1 });
  await splits.dispose?.();
});

test("webdataset() names a shard that is missing, and a field that no sample has", async () => {
  const missing = join(files.folder, "none-{0..1}.tar");
  await assert.rejects(make({ shards: missing }).open(0), {
    code: "data/corrupt",
    message: /none-0\.tar"\.$/,
  });
  const inputs = { x: number({ field: "json.y" }) };
  await assert.rejects(make({ shards: forty, inputs }).open(0), {
    code: "data/invalid",
    message: /^Unknown field "json\.y"; did you mean "json\.x"\?/,
  });
});

test("webdataset() refuses a compressed shard and says what to do", async () => {
  const path = files.writeGzip("shard.tar.gz", tarBytes([{ name: "a.cls", body: "1" }]));
  await assert.rejects(make({ shards: path }).open(0), {
    code: "data/corrupt",
    message: /compressed with gzip: decompress it/,
  });
});
