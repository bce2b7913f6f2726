import assert from "node:assert/strict";
import { existsSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import {
  type ImagesRequest,
  type ImagesSpec,
  makeSpec,
  openReader,
} from "../../../../modules/data/_image_folder/mod.ts";
import { folderOf } from "../../../_support/data/folder_of.ts";
import { TemporaryFiles } from "../../../_support/data/idx_files.ts";

const files = new TemporaryFiles();
after(() => files[Symbol.dispose]());
let made = 0;

/** A folder with files whose bytes are their names, if nothing else is given. */
function folder(names: readonly string[], others: Readonly<Record<string, string>> = {}): string {
  made += 1;
  const named = Object.fromEntries(names.map((name) => [name, name]));
  return folderOf(join(files.folder, String(made)), { ...named, ...others });
}

function specOf(path: string, request: Partial<ImagesRequest> = {}): Promise<ImagesSpec> {
  const whole = {
    kind: "images",
    files: [path],
    cache: false,
    links: "inside",
    ...request,
  } as const;
  return makeSpec(whole, () => {});
}

/** Values of fields of every record. */
async function readAll(spec: ImagesSpec, fields: readonly string[]) {
  const reader = await openReader(spec);
  const values = await reader.read(
    Uint8Array.from({ length: reader.size }, (_, at) => at) as never,
    fields,
  );
  await reader.close();
  return values;
}

const text = (value: unknown) => Buffer.from(value as Uint8Array).toString();

test("makeSpec() takes the folder of an image as its class, in the order of the paths", async () => {
  const path = folder(["dog/2.PNG", "cat/10.jpg", "cat/9.jpeg", "Ant/deep/x.webp"]);
  const spec = await specOf(path);
  const [names, labels, images = []] = await readAll(spec, ["file_name", "label", "image"]);
  assert.deepEqual(names, ["Ant/deep/x.webp", "cat/10.jpg", "cat/9.jpeg", "dog/2.PNG"]);
  assert.deepEqual(labels, ["Ant", "cat", "cat", "dog"]);
  assert.deepEqual(images.map(text), names);
  assert.equal(spec.notes, undefined);
});

test("makeSpec() leaves out hidden files, and counts files that are no images", async () => {
  const names = [
    ".hidden/a.jpg",
    "cat/.b.jpg",
    "cat/c.jpg",
    "cat/d.txt",
    "cat/e.TXT",
    "cat/f",
    "g.jpg",
  ];
  const spec = await specOf(folder(names));
  assert.deepEqual(await readAll(spec, ["file_name"]), [["cat/c.jpg"]]);
  assert.deepEqual(spec.notes, [
    "1 images lie in no folder of a class, and are left out.",
    "3 files are no images: .txt (2), no extension (1).",
  ]);
});

test("makeSpec() takes a folder without folders as images without a class", async () => {
  const spec = await specOf(folder(["b.jpg", "a.jpg"]));
  const reader = await openReader(spec);
  assert.deepEqual(reader.fields, ["image", "file_name"]);
  assert.deepEqual(await readAll(spec, ["file_name"]), [["a.jpg", "b.jpg"]]);
});

test("makeSpec() takes the records of metadata.csv, in their order", async () => {
  const csv = '\uFEFFfile_name,width,label\nsub/b.jpg,2,"x, y"\r\n./a.jpg,,z\n';
  const spec = await specOf(folder(["a.jpg", "sub/b.jpg", "c.jpg"], { "metadata.csv": csv }));
  assert.deepEqual((await openReader(spec)).fields, ["image", "file_name", "width", "label"]);
  assert.deepEqual(await readAll(spec, ["file_name", "width", "label"]), [
    ["sub/b.jpg", "a.jpg"],
    ["2", ""],
    ["x, y", "z"],
  ]);
  assert.match(String(spec.notes), /^1 images of ".*" are in no record\.$/);
});

test("makeSpec() takes the records of metadata.jsonl", async () => {
  const jsonl = `{"file_name":"b.jpg","tags":["x"]}\n\n{"file_name":"a.jpg","score":1.5}\n`;
  const spec = await specOf(folder(["a.jpg", "b.jpg"], { "metadata.jsonl": jsonl }));
  assert.deepEqual(await readAll(spec, ["file_name", "tags", "score"]), [
    ["b.jpg", "a.jpg"],
    [["x"], null],
    [null, 1.5],
  ]);
});

test("makeSpec() takes records that it is given", async () => {
  const records = [
    { file_name: "b.jpg", kind: "x" },
    { file_name: "b.jpg", kind: "y" },
  ];
  const spec = await specOf(folder(["a.jpg", "b.jpg"]), { records });
  assert.deepEqual(await readAll(spec, ["file_name", "kind"]), [
    ["b.jpg", "b.jpg"],
    ["x", "y"],
  ]);
});

test("makeSpec() names line or record of broken metadata", async () => {
  const broken: readonly (readonly [string, string, RegExp])[] = [
    [
      "metadata.jsonl",
      `{"file_name":"a.jpg"}\n{`,
      /^Line 2: .* Cannot read ".*metadata\.jsonl"\.$/,
    ],
    [
      "metadata.jsonl",
      `{"name":"a.jpg"}`,
      /^Record 1 must have a "file_name", but its fields are name\./,
    ],
    ["metadata.csv", "file_name,x\na.jpg\n", /Cannot read ".*metadata\.csv"\.$/],
  ];
  for (const [name, body, message] of broken) {
    const spec = specOf(folder(["a.jpg"], { [name]: body }));
    await assert.rejects(spec, { code: "data/corrupt", message });
  }
  const path = folder(["a.jpg"], { "metadata.csv": "file_name\na.jpg\n../b.jpg\n" });
  await assert.rejects(specOf(path), {
    code: "data/invalid",
    message: `Record 2 names "../b.jpg", which is not there. Cannot train on "${path}".`,
  });
});

test("makeSpec() refuses a folder without images, and one that is not there", async () => {
  const path = folder(["a.txt"]);
  await assert.rejects(specOf(path), {
    code: "data/invalid",
    message: `There is no image. Cannot train on "${path}".`,
  });
  await assert.rejects(specOf(join(path, "none")), {
    code: "data/invalid",
    message: /Cannot list/,
  });
});

test("makeSpec() follows links within the folder, and out of it only if asked to", async () => {
  const outside = folder(["x.jpg"]);
  const path = folder(["cat/a.jpg"], {});
  symlinkSync(join(path, "cat/a.jpg"), join(path, "cat/b.jpg"));
  assert.deepEqual(await readAll(await specOf(path), ["file_name"]), [["cat/a.jpg", "cat/b.jpg"]]);
  symlinkSync(outside, join(path, "dog"));
  await assert.rejects(specOf(path), {
    code: "data/invalid",
    message:
      /^The link leads out of the folder, to ".*"; if it shall, set "links" to "anywhere"\. Cannot list ".*dog"\.$/,
  });
  const spec = await specOf(path, { links: "anywhere" });
  assert.deepEqual(await readAll(spec, ["label"]), [["cat", "cat", "dog"]]);
});

test("makeSpec() refuses links that lead in a circle or nowhere", async () => {
  const path = folder(["cat/a.jpg"]);
  symlinkSync(path, join(path, "cat/again"));
  await assert.rejects(
    specOf(path, { links: "anywhere" }),
    /^TolariaError: It leads in a circle\./,
  );
  const other = folder(["cat/a.jpg"]);
  symlinkSync(join(other, "none"), join(other, "cat/none.jpg"));
  await assert.rejects(specOf(other), { code: "data/invalid", message: /none\.jpg"\.$/ });
});

test("makeSpec() keeps the list of a folder until a file is added", async () => {
  const cache = join(files.folder, "cache");
  const path = folder(["cat/a.jpg"]);
  settle(path);
  const first = await specOf(path, { cache });
  assert.equal(readdirSync(cache).length, 1);
  // Time and size of a file are not looked at again.
  utimesSync(join(path, "cat/a.jpg"), 1, 1);
  assert.deepEqual(await specOf(path, { cache }), first);
  folderOf(path, { "cat/b.jpg": "b" });
  assert.deepEqual(await readAll(await specOf(path, { cache }), ["label"]), [["cat", "cat"]]);
});

test("ImagesReader refuses a file that was written to, and the list is made again", async () => {
  const cache = join(files.folder, "another-cache");
  const path = folder(["cat/a.jpg"]);
  settle(path);
  const spec = await specOf(path, { cache });
  writeFileSync(join(path, "cat/a.jpg"), "longer than before");
  await assert.rejects(readAll(spec, ["image"]), { code: "data/changed", message: /a\.jpg" was/ });
  const [[image] = []] = await readAll(await specOf(path, { cache }), ["image"]);
  assert.equal(text(image), "longer than before");
});

test("ImagesReader names a file that is gone", async () => {
  const path = folder(["cat/a.jpg"]);
  const spec = await specOf(path);
  const reader = await openReader({ ...spec, folder: `${path}-gone` });
  await assert.rejects(reader.read(Uint32Array.of(0), ["image"]), {
    code: "data/corrupt",
    message: /Cannot read ".*-gone\/cat\/a\.jpg"\.$/,
  });
});

test("makeSpec() keeps no list of a folder that has only just changed", async () => {
  const cache = join(files.folder, "empty-cache");
  const path = folder(["cat/a.jpg"]);
  const soon = Date.now() / 1000 + 60;
  utimesSync(path, soon, soon);
  await specOf(path, { cache });
  assert.ok(!existsSync(cache) || readdirSync(cache).length === 0);
});

/** Lets it be long since the folders of `path` changed. */
function settle(path: string): void {
  for (const name of ["cat", ""]) utimesSync(join(path, name), 1, 1);
}
