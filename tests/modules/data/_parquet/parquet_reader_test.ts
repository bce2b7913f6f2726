import assert from "node:assert/strict";
import { appendFileSync, readFileSync } from "node:fs";
import { after, test } from "node:test";
import type { ParquetRequest, ParquetSpec } from "../../../../modules/data/_parquet/mod.ts";
import { makeSpec, openReader, type RecordValue } from "../../../../modules/data/_records/mod.ts";
import { TemporaryFiles } from "../../../_support/data/idx_files.ts";

const files = new TemporaryFiles();
after(() => files[Symbol.dispose]());
let written = 0;

const fixture = (name: string) =>
  new URL(`../../../fixtures/parquet/${name}`, import.meta.url).pathname;

const bytesOf = (name: string) => new Uint8Array(readFileSync(fixture(name)));

function write(bytes: Uint8Array): string {
  written += 1;
  return files.write(`${written}.parquet`, bytes);
}

const spec = async (...paths: string[]) => {
  const request: ParquetRequest = { kind: "parquet", files: paths, cache: false };
  return (await makeSpec(request)) as ParquetSpec;
};

/** All values of some fields, in the order of the rows. */
async function readAll(paths: readonly string[], fields?: readonly string[]) {
  const reader = await openReader(await spec(...paths));
  const all = Uint32Array.from({ length: reader.size }, (_, index) => index);
  const names = fields ?? reader.fields;
  try {
    const values = await reader.read(all, names);
    return Object.fromEntries(
      names.map((field, at) => [field, values[at] as readonly RecordValue[]]),
    );
  } finally {
    await reader.close();
  }
}

const types = JSON.parse(readFileSync(fixture("types.json"), "utf8"));

/** Values as the JSON beside the fixture has them. */
function asJson(value: RecordValue): unknown {
  if (value instanceof Uint8Array) return [...value];
  return typeof value === "bigint" ? String(value) : value;
}

test("parquet reader gives every type as pyarrow wrote it", async () => {
  const read = await readAll([fixture("types.parquet")]);
  assert.deepEqual(Object.keys(read).sort(), Object.keys(types).sort());
  for (const [field, values] of Object.entries(read)) {
    assert.deepEqual(values.map(asJson), types[field], field);
  }
});

for (const codec of ["snappy", "gzip", "brotli", "zstd", "lz4"]) {
  test(`parquet reader unpacks ${codec}`, async () => {
    const { n, half } = await readAll([fixture(`${codec}.parquet`)]);
    const expected = Array.from({ length: 30 }, (_, row) => row);
    assert.deepEqual([n, half], [expected, expected.map((row) => row / 2)]);
  });
}

test("parquet reader takes several files one after the other, in any order of rows", async () => {
  const paths = [fixture("zstd.parquet"), fixture("more.parquet")];
  const reader = await openReader(await spec(...paths));
  assert.deepEqual([reader.size, reader.blockSize], [55, 30]);
  const indices = Uint32Array.of(54, 0, 30, 29, 30);
  assert.deepEqual(await reader.read(indices, ["half", "n"]), [
    [27, 0, 15, 14.5, 15],
    [54, 0, 30, 29, 30],
  ]);
  assert.deepEqual(
    [0, 30, 54].map((index) => reader.locate?.(index)),
    ['"zstd.parquet", row 0', '"more.parquet", row 0', '"more.parquet", row 24'],
  );
  await reader.close();
});

test("parquet reader reads blocks of pages if the file has an index of them", async () => {
  const { blockSize } = await spec(fixture("paged.parquet"));
  assert.equal(blockSize, 32_768);
  const reader = await openReader(await spec(fixture("paged.parquet")));
  const rows = [39_999, 0, 32_767, 32_768, 20_000];
  const [n] = await reader.read(Uint32Array.from(rows), ["n"]);
  assert.deepEqual(
    n,
    rows.map((row) => row % 251),
  );
  await reader.close();
});

test("parquet reader tells the files by a fingerprint", async () => {
  const path = write(bytesOf("zstd.parquet"));
  const { fingerprint } = await spec(path);
  assert.match(fingerprint, /^\d+\.parquet: 943 bytes, hash [0-9a-f]{16}$/);
});

const fails = (run: () => Promise<unknown>, message: RegExp, code = "data/corrupt") =>
  assert.rejects(run, { code, message });

for (const [what, bytes, message] of [
  ["is empty", new Uint8Array(0), /at least 12 bytes, but it has 0\. Cannot read ".*\.parquet"\.$/],
  ["is no Parquet", new Uint8Array(100), /does not begin with "PAR1": it is no Parquet file/],
  [
    "is cut off",
    bytesOf("zstd.parquet").subarray(0, -10),
    /does not end with "PAR1": it is cut off/,
  ],
  [
    "has an encrypted footer",
    Buffer.concat([bytesOf("zstd.parquet").subarray(0, -4), Buffer.from("PARE")]),
    /Its footer is encrypted/,
  ],
  [
    "has a damaged footer",
    Buffer.concat([
      Buffer.from("PAR1"),
      Buffer.alloc(200, 0xfe),
      Buffer.from([200, 0, 0, 0]),
      Buffer.from("PAR1"),
    ]),
    /Its footer is damaged: /,
  ],
  [
    "has a footer that is longer than the file",
    Buffer.concat([Buffer.from("PAR1"), Buffer.from([0, 0, 0, 99]), Buffer.from("PAR1")]),
    /Its footer is damaged: parquet metadata length 1660944384 exceeds/,
  ],
] as const) {
  test(`makeSpec() names a Parquet file that ${what}`, () =>
    fails(() => spec(write(bytes)), message));
}

test("makeSpec() says that a Parquet file has no rows", () =>
  fails(
    () => spec(fixture("empty.parquet")),
    /^There is no row\. Cannot train on ".*empty/,
    "data/invalid",
  ));

test("makeSpec() says that a file is not there", () =>
  fails(() => spec("/nowhere/a.parquet"), /Cannot read "\/nowhere\/a\.parquet"\.$/));

test("makeSpec() refuses Parquet files with other columns", () =>
  fails(
    () => spec(fixture("zstd.parquet"), fixture("other.parquet")),
    /^Its columns are other, but those of ".*zstd\.parquet" are n, half\. Cannot read ".*other\.parquet"\.$/,
  ));

test("makeSpec() leaves out columns that are no values of a record", async () => {
  const { fields } = await spec(fixture("types.parquet"));
  assert.ok(!fields.some((field) => field.startsWith("map")));
});

test("makeSpec() names a compression that cannot be unpacked", async () => {
  // The path of column n, after which field 4 has its codec as a zigzag number: 4 is GZIP, 6 LZO.
  const bytes = Buffer.from(bytesOf("gzip.parquet"));
  bytes[bytes.indexOf(Buffer.from([0x18, 1, 0x6e, 0x15, 4])) + 4] = 6;
  await fails(
    () => spec(write(bytes)),
    /^Column "\w+" is compressed by LZO, but only these can be unpacked: UNCOMPRESSED, SNAPPY/,
  );
});

test("parquet reader names file, rows, column and bytes of a damaged page", async () => {
  const bytes = bytesOf("zstd.parquet");
  bytes.fill(0xff, 30, 120);
  const path = write(bytes);
  await fails(
    () => readAll([path], ["n"]),
    /Cannot read rows 0 to 29 of "\d+\.parquet", column "n" \(bytes 4 to \d+\)\.$/,
  );
});

test("parquet reader fails when a file was written to after it was opened", async () => {
  const path = write(bytesOf("zstd.parquet"));
  const made = await spec(path);
  const reader = await openReader(made);
  appendFileSync(path, "more");
  await fails(
    () => reader.read(Uint32Array.of(0), ["n"]),
    /was written to after it was opened/,
    "data/changed",
  );
  await reader.close();
  await fails(() => openReader(made), /was written to after it was opened/, "data/changed");
});
