import assert from "node:assert/strict";
import { appendFileSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import type { CsvRequest } from "../../../../modules/data/_csv/mod.ts";
import { makeSpec, openReader } from "../../../../modules/data/_records/mod.ts";
import { TemporaryFiles } from "../../../_support/data/idx_files.ts";

const files = new TemporaryFiles();
after(() => files[Symbol.dispose]());
let written = 0;

function write(content: string | Uint8Array): string {
  written += 1;
  return files.write(`${written}.csv`, content);
}

function request(path: string | readonly string[], options: Partial<CsvRequest> = {}): CsvRequest {
  const paths = typeof path === "string" ? [path] : path;
  const format = { delimiter: ",", quote: '"', header: true } as const;
  return { kind: "csv", files: paths, cache: false, ...format, ...options };
}

async function open(content: string | Uint8Array, options: Partial<CsvRequest> = {}) {
  return openReader(await makeSpec(request(write(content), options)));
}

/** All records, field by field. */
async function readAll(content: string | Uint8Array, options: Partial<CsvRequest> = {}) {
  const reader = await open(content, options);
  const all = Uint32Array.from({ length: reader.size }, (_, index) => index);
  const values = await reader.read(all, reader.fields);
  await reader.close();
  return Object.fromEntries(reader.fields.map((field, at) => [field, values[at]]));
}

/** Fails unless opening and reading fails with `message`. */
async function fails(
  content: string | Uint8Array,
  message: RegExp,
  options: Partial<CsvRequest> = {},
  code = "data/corrupt",
) {
  await assert.rejects(() => readAll(content, options), { code, message });
}

test("csv reader gives the values of each field", async () => {
  assert.deepEqual(await readAll('a,b\n1,x\n,"y,\n""z"""\n'), {
    a: ["1", ""],
    b: ["x", 'y,\n"z"'],
  });
});

test("csv reader passes over a byte order mark", async () => {
  assert.deepEqual(await readAll("\ufeffa,b\n1,2\n"), { a: ["1"], b: ["2"] });
});

test("csv reader takes carriage returns and tabs", async () => {
  assert.deepEqual(await readAll("a\tb\r1\t2\r3\t4", { delimiter: "\t" }), {
    a: ["1", "3"],
    b: ["2", "4"],
  });
});

test("csv reader takes names when there is no header", async () => {
  assert.deepEqual(await readAll("1,2\n", { header: false, names: ["x", "y"] }), {
    x: ["1"],
    y: ["2"],
  });
});

test("csv reader reads any records in any order", async () => {
  const rows = Array.from({ length: 2_345 }, (_, row) => `${row},"${row}\n"`);
  const reader = await open(`a,b\n${rows.join("\n")}\n`);
  assert.equal(reader.size, 2_345);
  const indices = Uint32Array.of(2_344, 0, 999, 1_000, 0, 1_201);
  assert.deepEqual(await reader.read(indices, ["b"]), [[...indices].map((row) => `${row}\n`)]);
  await reader.close();
});

test("csv reader reads several files as one table", async () => {
  const rows = (from: number) => Array.from({ length: 150 }, (_, row) => `${from + row}`);
  const paths = [0, 150, 300].map((from) => write(`a\n${rows(from).join("\n")}\n`));
  const reader = await openReader(await makeSpec(request(paths)));
  assert.equal(reader.size, 450);
  const indices = Uint32Array.of(449, 150, 149, 0, 299, 300);
  assert.deepEqual(await reader.read(indices, ["a"]), [[...indices].map(String)]);
  assert.match(reader.locate?.(151) ?? "", /csv", row 3 \(byte 6\)$/);
  await reader.close();
});

test("csv reader names the row that has too few or too many columns", async () => {
  await fails("a,b,c\n1,2,3\n4,5\n", /the row has 2 columns.*3: column "c".*row 3 \(byte 12\)/i);
  await fails("a,b\n1,2,3\n", /the row has 3 columns.*2: a delimiter.*row 2 \(byte 4\)/i);
});

test("csv reader names the row with a stray quote, and reads those beside it", async () => {
  const content = 'a,b\n1,2\n5" pipe,3\n"x"y,4\n5,6\n';
  const reader = await open(content);
  assert.deepEqual(await reader.read(Uint32Array.of(0, 3), ["b"]), [["2", "6"]]);
  const message = /quote.*row 3 \(byte 8\)/is;
  await assert.rejects(() => reader.read(Uint32Array.of(1), ["b"]), {
    code: "data/corrupt",
    message,
  });
  await assert.rejects(() => reader.read(Uint32Array.of(2), ["b"]), /row 4 \(byte 18\)/);
  await reader.close();
});

test("csv reader names the byte that is no UTF-8", async () => {
  const latin = Buffer.from("a,b\n1,2\ncaf\xe9,3\n", "latin1");
  await fails(latin, /UTF-8.*row 3 \(byte 11\)/);
});

test("makeSpec() of csv names the quote that never ends", async () => {
  await fails('a,b\n1,2\n3,"4\n5,6\n', /quote at byte 10, in row 3 \(byte 8\), is not closed/i);
});

test("makeSpec() of csv refuses other encodings and compressed files", async () => {
  await fails(Buffer.from("\ufeffa,b\n", "utf16le"), /UTF-16LE/);
  await fails(Buffer.from("a,b\n", "utf16le"), /byte 1 is 0/);
  await fails(Uint8Array.of(0x1f, 0x8b, 8, 0), /compressed \(gzip\).*gunzip/);
});

test("makeSpec() of csv refuses files without records", async () => {
  await fails("", /it is empty/i);
  await fails("a,b\n", /no record after the header/i, {}, "data/invalid");
  await fails("\n\n", /it has none/i);
});

test("makeSpec() of csv refuses names that are doubled or not as many as columns", async () => {
  await fails("a,a\n1,2\n", /two columns are called "a"/i);
  await fails("a,b\n1,2\n", /2 columns, but "names" has 1/, { names: ["x"] });
});

test("makeSpec() of csv refuses files whose columns differ", async () => {
  const paths = [write("a,b\n1,2\n"), write("a,c\n1,2\n")];
  await assert.rejects(() => makeSpec(request(paths)), /its columns are a, c, but those of/i);
});

test("makeSpec() of csv refuses a file that is not there, and a folder", async () => {
  await assert.rejects(() => makeSpec(request(join(files.folder, "none.csv"))), /ENOENT/);
  await assert.rejects(() => makeSpec(request(files.folder)), /not a regular file|EISDIR/i);
});

test("csv reader fails when its file is written to", async () => {
  const path = write("a\n1\n2\n");
  const reader = await openReader(await makeSpec(request(path)));
  appendFileSync(path, "3\n");
  await assert.rejects(() => reader.read(Uint32Array.of(0), ["a"]), { code: "data/changed" });
  await reader.close();
});

test("makeSpec() of csv keeps its index, and makes a stale one again", async () => {
  const cache = join(files.folder, "indexes");
  const path = write("a\n1\n2\n");
  const scanned: number[] = [];
  const make = () => makeSpec(request(path, { cache }), ({ done }) => scanned.push(done));
  const first = await make();
  assert.deepEqual(await make(), first);
  assert.deepEqual([scanned, readdirSync(cache).length], [[6], 1]);
  writeFileSync(path, "a\n1\n3\n4\n");
  assert.match((await make()).notes?.[0] ?? "", /made again: the file had 6 bytes and has 8/);
  utimesSync(path, 1, 1);
  assert.match((await make()).notes?.[0] ?? "", /made again: the file was written again/);
  assert.equal((await make()).notes, undefined);
});

test("makeSpec() of csv makes a damaged index again", async () => {
  const cache = join(files.folder, "damaged");
  const path = write("a\n1\n2\n");
  await makeSpec(request(path, { cache }));
  for (const name of readdirSync(cache)) appendFileSync(join(cache, name), "x");
  assert.match((await makeSpec(request(path, { cache }))).notes?.[0] ?? "", /it is damaged/);
});

test("makeSpec() of csv says when its index cannot be kept", async () => {
  const path = write("a\n1\n");
  const { notes } = await makeSpec(request(path, { cache: join(path, "folder") }));
  assert.match(notes?.[0] ?? "", /Cannot keep the index/);
});
