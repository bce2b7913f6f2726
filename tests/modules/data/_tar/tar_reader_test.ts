import assert from "node:assert/strict";
import { readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { makeSpec, openReader, type TarSpec } from "../../../../modules/data/_tar/mod.ts";
import { TemporaryFiles } from "../../../_support/data/idx_files.ts";
import { type TarPart, tarBytes } from "../../../_support/data/tar_files.ts";

const files = new TemporaryFiles();
after(() => files[Symbol.dispose]());
let written = 0;

function shard(parts: readonly TarPart[]): string {
  written += 1;
  return files.write(`${written}.tar`, tarBytes(parts));
}

function specOf(paths: readonly string[], cache: string | false = false): Promise<TarSpec> {
  return makeSpec({ kind: "tar", files: paths, cache }, () => {});
}

const text = (value: unknown) => Buffer.from(value as Uint8Array).toString();

const TWO: readonly TarPart[] = [
  { name: "a.jpg", body: "picture a" },
  { name: "a.cls", body: " 3\n" },
  { name: "a.json", body: `{"caption":"ä","size":{"width":2},"tags":["x","y"],"none":null}` },
  { name: "b.txt", body: "text of b" },
  { name: "b.jpg", body: "picture b" },
];

test("TarReader reads fields of samples from several shards, in any order", async () => {
  const spec = await specOf([shard(TWO), shard([{ name: "c.jpg", body: "picture c" }])]);
  assert.deepEqual(spec.fields, [
    "key",
    "jpg",
    "cls",
    "json",
    "txt",
    "json.caption",
    "json.size.width",
    "json.tags",
    "json.none",
  ]);
  const reader = await openReader(spec);
  assert.equal(reader.size, 3);
  const order = Uint32Array.of(2, 0, 1, 0);
  const [keys, pictures = [], classes, texts] = await reader.read(order, [
    "key",
    "jpg",
    "cls",
    "txt",
  ]);
  assert.deepEqual(keys, ["c", "a", "b", "a"]);
  assert.deepEqual(pictures.map(text), ["picture c", "picture a", "picture b", "picture a"]);
  assert.deepEqual(classes, [null, 3, null, 3]);
  assert.deepEqual(texts, [null, null, "text of b", null]);
  const json = ["json.caption", "json.size.width", "json.tags", "json.none", "json.size.height"];
  assert.deepEqual(await reader.read(Uint32Array.of(0, 1), json), [
    ["ä", null],
    [2, null],
    [["x", "y"], null],
    [null, null],
    [null, null],
  ]);
  await reader.close();
});

test("TarReader names shard, sample and byte of what is broken", async () => {
  const path = shard([
    { name: "a.cls", body: "1" },
    { name: "b.cls", body: "one" },
    { name: "b.json", body: "{" },
    { name: "b.txt", body: Uint8Array.of(0xff) },
  ]);
  const reader = await openReader(await specOf([path]));
  const place = `"${written}.tar", sample "b" (byte 1536)`;
  assert.equal(reader.locate?.(1), place);
  const both = Uint32Array.of(0, 1);
  await assert.rejects(reader.read(both, ["cls"]), {
    code: "data/corrupt",
    message: `It must hold a whole number, but holds "one". Cannot read field "cls" of ${place}.`,
  });
  await assert.rejects(reader.read(both, ["json.a"]), /^TolariaError: It must hold JSON: /);
  await assert.rejects(reader.read(both, ["txt"]), /^TolariaError: It must hold text in UTF-8\./);
  assert.deepEqual(await reader.read(Uint32Array.of(0), ["cls"]), [[1]]);
  await reader.close();
});

test("TarReader refuses an object where a value is asked for", async () => {
  const reader = await openReader(await specOf([shard(TWO)]));
  await assert.rejects(reader.read(Uint32Array.of(0), ["json.size"]), /but is an object\./);
  await reader.close();
});

test("TarReader refuses a shard that is written to", async () => {
  const path = shard(TWO);
  const reader = await openReader(await specOf([path]));
  utimesSync(path, 1, 1);
  await assert.rejects(reader.read(Uint32Array.of(0), ["jpg"]), { code: "data/changed" });
  await reader.close();
});

test("makeSpec() keeps the index, and makes it again when the shard is another", async () => {
  const cache = join(files.folder, "cache");
  const path = shard(TWO);
  const first = await specOf([path], cache);
  const second = await specOf([path], cache);
  assert.deepEqual(second, first);
  assert.equal(readdirSync(cache).length, 1);
  writeFileSync(path, tarBytes([...TWO, { name: "c.jpg", body: "c" }]));
  const third = await specOf([path], cache);
  assert.deepEqual(third.shards[0]?.keys, ["a", "b", "c"]);
  assert.match(
    String(third.notes),
    /^The index of ".*" was made again: the file had \d+ bytes and/,
  );
  const [name = ""] = readdirSync(cache);
  writeFileSync(join(cache, name), "{}\n");
  const fourth = await specOf([path], cache);
  assert.match(String(fourth.notes), /was made again: it is damaged\.$/);
  assert.deepEqual(fourth.shards, third.shards);
});

test("makeSpec() counts files that belong to no sample, and refuses shards without any", async () => {
  const parts = [{ name: "._a.jpg" }, { name: "README" }];
  const { notes } = await specOf([shard([...parts, ...TWO])]);
  assert.deepEqual(notes, ["2 hidden files and files without an extension belong to no sample."]);
  const path = shard(parts);
  await assert.rejects(specOf([path]), {
    code: "data/invalid",
    message: `There is no sample. Cannot train on "${path}".`,
  });
});

test("makeSpec() names a shard that is not there", async () => {
  await assert.rejects(specOf(["/nowhere/a.tar"]), { code: "data/corrupt", message: /a\.tar/ });
});
