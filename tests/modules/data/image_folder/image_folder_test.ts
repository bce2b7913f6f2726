import assert from "node:assert/strict";
import { utimesSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { DATA_SOURCE, type DataSource, type DataSplits } from "../../../../core/mod.ts";
import { Container } from "../../../../deps.ts";
import {
  category,
  type ImageFolderOptions,
  image,
  imageFolder,
  number,
} from "../../../../modules/data/mod.ts";
import { testUnless } from "../../../../testing/_support/suite.ts";
import { conformsToDataSource } from "../../../../testing/data_source.ts";
import { conformsToRecordSource } from "../../../../testing/record_source.ts";
import { folderOf } from "../../../_support/data/folder_of.ts";
import { TemporaryFiles } from "../../../_support/data/idx_files.ts";
import { BLOCKS_JPEG, pngBytes, withoutSharp } from "../../../_support/data/images.ts";

const files = new TemporaryFiles();
after(() => files[Symbol.dispose]());
let made = 0;

/** A folder of grey images of one pixel; the brightness of each is its number. */
async function folder(
  names: readonly string[],
  others: Readonly<Record<string, string | Uint8Array>> = {},
) {
  made += 1;
  const images = names.map(async (name, at) => [name, await pngBytes([at], 1, 1)] as const);
  const all = { ...Object.fromEntries(await Promise.all(images)), ...others };
  return folderOf(join(files.folder, String(made)), all);
}

const BYTE = { image: image({ size: [1, 1], channels: 1, scale: 1 }) };

function make(path: string, options: Partial<ImageFolderOptions> = {}): DataSource {
  const container = new Container();
  container.load(imageFolder({ folder: path, inputs: BYTE, cache: false, workers: 1, ...options }));
  return container.get(DATA_SOURCE);
}

/** Inputs and targets of every example of a part. */
async function all(part: DataSplits["train"] | undefined) {
  const size = part?.size ?? 0;
  const values = await part?.gather(Uint32Array.from({ length: size }, (_, at) => at));
  return [...(values?.inputs ?? []), ...(values?.targets ?? [])].map((column) => [...column]);
}

function withSharp(name: string, run: () => Promise<void>): void {
  testUnless(withoutSharp, name, run);
}

if (withoutSharp === undefined) {
  const names = Array.from({ length: 40 }, (_, at) => `${at % 3 ? "cat" : "dog"}/${at}.png`);
  let path = "";
  before(async () => {
    path = await folder(names);
  });
  conformsToDataSource(() => make(path, { validation: 0.25 }));
  conformsToRecordSource({
    create: (options) => make(path, options),
    change: () => {
      for (const name of names) utimesSync(join(path, name), 1, 1);
    },
  });
}

withSharp("imageFolder() takes folders as classes, in the order of their names", async () => {
  const path = await folder(["dog/1.png", "cat/2.png", "cat/1.png", "ant/1.png", "empty/.keep"]);
  const splits = await make(path).open(0);
  const [label] = splits.train.targets;
  assert.deepEqual(label?.categories, ["ant", "cat", "dog"]);
  assert.equal(label?.classes, 3);
  assert.deepEqual(splits.train.inputs[0]?.shape, [1, 1, 1]);
  assert.equal(splits.train.blocks, undefined);
  // In the order of the paths: ant/1, cat/1, cat/2, dog/1.
  assert.deepEqual(await all(splits.train), [
    [3, 2, 1, 0],
    [0, 1, 1, 2],
  ]);
  await splits.dispose?.();
});

withSharp("imageFolder() takes folders of parts", async () => {
  const names = ["Train/a/1.png", "Train/b/1.png", "val/b/1.png", "testing/a/1.png"];
  const path = await folder(names);
  const splits = await make(path).open(0);
  assert.deepEqual(await all(splits.train), [
    [0, 1],
    [0, 1],
  ]);
  assert.deepEqual(await all(splits.validation), [[2], [1]]);
  assert.deepEqual(await all(splits.test), [[3], [0]]);
  await splits.dispose?.();
  await assert.rejects(make(path, { validation: 0.5 }).open(0), {
    code: "data/invalid",
    message: `There is a folder "${path}/val": leave "validation" out. Cannot open "${path}".`,
  });
});

withSharp("imageFolder() takes metadata and records, with targets that are named", async () => {
  const metadata = "file_name,age\nb.png,7\na.png,5\n";
  const path = await folder(["a.png", "b.png"], { "metadata.csv": metadata });
  const targets = { age: number() };
  const splits = await make(path, { targets }).open(0);
  assert.deepEqual(await all(splits.train), [
    [1, 0],
    [7, 5],
  ]);
  await splits.dispose?.();
  const records = [{ file_name: "a.png", kind: "x" }];
  const own = await make(path, { records, targets: { kind: category() } }).open(0);
  assert.deepEqual(await all(own.train), [[0], [0]]);
  await own.dispose?.();
  await assert.rejects(make(path).open(0), {
    code: "data/invalid",
    message: /^The images of ".*" do not lie in folders of classes: say what the network learns/,
  });
});

withSharp("imageFolder() names the file of a broken image, or skips and counts it", async () => {
  const others = {
    "cat/broken.jpg": BLOCKS_JPEG.subarray(0, 200),
    "dog/empty.png": new Uint8Array(),
  };
  const path = await folder(["cat/1.png", "dog/1.png"], others);
  const strict = await make(path).open(0);
  await assert.rejects(all(strict.train), {
    code: "data/corrupt",
    message: /Cannot read the image in field "image" of ".*\/cat\/broken\.jpg"\.$/,
  });
  await strict.dispose?.();
  const splits = await make(path, { skipBroken: true }).open(0);
  assert.deepEqual(await all(splits.train), [
    [0, 1],
    [0, 1],
  ]);
  const report = splits.describe?.();
  assert.deepEqual(report?.skipped, { [`"${path}"`]: 2 });
  assert.match(String(report?.broken), /broken\.jpg".*The image has 0 bytes.*empty\.png"/s);
  await splits.dispose?.();
});

withSharp("imageFolder() augments by draw and image, whatever batch it is in", async () => {
  const inputs = { image: image({ size: [1, 1], channels: 1, scale: 1 }).brightness(0.9) };
  const path = await folder(Array.from({ length: 9 }, (_, at) => `cat/${at}.png`));
  const splits = await make(path, { inputs, workers: 2 }).open(0);
  const gather = async (indices: readonly number[], draw?: number) => {
    const values = await splits.train.gather(Uint32Array.from(indices), undefined, draw);
    return [...(values.inputs[0] as Float32Array)];
  };
  const forward = await gather([1, 2, 3, 4, 5, 6, 7, 8], 1);
  assert.deepEqual(await gather([8, 7, 6, 5, 4, 3, 2, 1], 1), forward.toReversed());
  assert.deepEqual(await gather([3], 1), [forward[2]]);
  assert.notDeepEqual(await gather([1, 2, 3, 4, 5, 6, 7, 8], 2), forward);
  assert.deepEqual(await gather([1, 2, 3]), [1, 2, 3]);
  await splits.dispose?.();
});

withSharp("imageFolder() is of other data once an image is added", async () => {
  const path = await folder(["a/1.png", "b/1.png"]);
  const before = await make(path).open(0);
  folderOf(path, { "a/2.png": await pngBytes([9], 1, 1) });
  const after = await make(path).open(0);
  assert.notEqual(after.fingerprint, before.fingerprint);
  await before.dispose?.();
  await after.dispose?.();
});

test("imageFolder() refuses options that it does not know, and records without a file", () => {
  const refused: readonly (readonly [object, RegExp])[] = [
    [{ path: "x" }, /Unknown option "path"/],
    [{ records: [{ name: "a.png" }] }, /"records\.0" must be an object with a "file_name"/],
    [{ links: "none" }, /"links" must be one of "inside", "anywhere", but is "none"/],
  ];
  for (const [options, message] of refused) {
    assert.throws(() => make("x", options as never), { code: "options/invalid", message });
  }
});

test("imageFolder() names a folder that is not there", async () => {
  await assert.rejects(make(join(files.folder, "none")).open(0), {
    code: "data/invalid",
    message: /Cannot open ".*none"\.$/,
  });
});
