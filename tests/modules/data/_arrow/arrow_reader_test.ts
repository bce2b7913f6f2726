import assert from "node:assert/strict";
import { appendFileSync, readFileSync } from "node:fs";
import { after, test } from "node:test";
import type { ArrowRequest, ArrowSpec } from "../../../../modules/data/_arrow/mod.ts";
import { makeSpec, openReader, type RecordValue } from "../../../../modules/data/_records/mod.ts";
import { TemporaryFiles } from "../../../_support/data/idx_files.ts";

const files = new TemporaryFiles();
after(() => files[Symbol.dispose]());
let written = 0;

const fixture = (name: string) =>
  new URL(`../../../fixtures/arrow/${name}`, import.meta.url).pathname;

const bytesOf = (name: string) => new Uint8Array(readFileSync(fixture(name)));

function write(bytes: Uint8Array): string {
  written += 1;
  return files.write(`${written}.arrow`, bytes);
}

const spec = async (...paths: string[]) => {
  const request: ArrowRequest = { kind: "arrow", files: paths, cache: false };
  return (await makeSpec(request)) as ArrowSpec;
};

/** All values of some fields, in the order of the rows. */
async function readAll(...paths: string[]) {
  const reader = await openReader(await spec(...paths));
  const all = Uint32Array.from({ length: reader.size }, (_, index) => index);
  try {
    const values = await reader.read(all, reader.fields);
    return Object.fromEntries(
      reader.fields.map((field, at) => [field, values[at] as readonly RecordValue[]]),
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

for (const name of ["types.arrow", "types.arrows"]) {
  test(`arrow reader gives every type of ${name} as pyarrow wrote it`, async () => {
    const read = await readAll(fixture(name));
    assert.deepEqual(Object.keys(read).sort(), Object.keys(types).sort());
    for (const [field, values] of Object.entries(read)) {
      assert.deepEqual(values.map(asJson), types[field], field);
    }
  });
}

for (const codec of ["lz4", "zstd"]) {
  test(`arrow reader unpacks ${codec}`, async () => {
    const { n, long } = await readAll(fixture(`${codec}.arrow`));
    const expected = Array.from({ length: 30 }, (_, row) => row);
    assert.deepEqual(n, expected);
    assert.deepEqual(
      long,
      expected.map((row) => `the same words again and again ${row % 5}`),
    );
  });
}

test("arrow reader takes several files one after the other, in any order of rows", async () => {
  const reader = await openReader(await spec(fixture("zstd.arrow"), fixture("more.arrow")));
  assert.deepEqual([reader.size, reader.blockSize], [55, 20]);
  const [n] = await reader.read(Uint32Array.of(54, 0, 30, 29, 30), ["n"]);
  assert.deepEqual(n, [54, 0, 30, 29, 30]);
  assert.deepEqual(
    [0, 30, 54].map((index) => reader.locate?.(index)),
    ['"zstd.arrow", row 0', '"more.arrow", row 0', '"more.arrow", row 24'],
  );
  await reader.close();
});

const fails = (run: () => Promise<unknown>, message: RegExp, code = "data/corrupt") =>
  assert.rejects(run, { code, message });

for (const [what, bytes, message] of [
  ["is empty", new Uint8Array(0), /begins neither with "ARROW1" nor with a message/],
  ["is no Arrow", Buffer.from("a,b\n1,2\n3,4\n"), /: it is no Arrow file or stream\. Cannot read/],
  ["is of another version", Buffer.from("FEA1....FEA1"), /It is a Feather file of version 1/],
  [
    "is cut off",
    bytesOf("more.arrow").subarray(0, -10),
    /It ends at byte \d+ without "ARROW1": it is cut off/,
  ],
  [
    "is a stream that is cut off in a batch",
    bytesOf("types.arrows").subarray(0, -300),
    /It ends at byte \d+ within the message at byte \d+, which has \d+ bytes: it is cut off/,
  ],
  [
    "is a stream that is cut off in a header",
    bytesOf("types.arrows").subarray(0, 100),
    /It ends at byte 100 within the message at byte 0, whose header has \d+ bytes/,
  ],
  [
    "has no message where one must be",
    Buffer.concat([bytesOf("types.arrows").subarray(0, -8), Buffer.from("not a message")]),
    /At byte \d+ there must be a message, but there are bytes 6e6f742061206d65/,
  ],
] as const) {
  test(`makeSpec() names an Arrow file that ${what}`, () =>
    fails(() => spec(write(bytes)), message));
}

test("makeSpec() takes a stream without an end mark", async () => {
  const { size } = await openReader(await spec(write(bytesOf("types.arrows").subarray(0, -8))));
  assert.equal(size, 50);
});

test("makeSpec() says that an Arrow file has no rows", () =>
  fails(() => spec(fixture("empty.arrow")), /^There is no row\. Cannot train on/, "data/invalid"));

test("makeSpec() refuses Arrow files with other columns", () =>
  fails(
    () => spec(fixture("zstd.arrow"), fixture("other.arrow")),
    /^Its columns are other, but those of ".*zstd\.arrow" are n, long\. Cannot read ".*other\.arrow"\.$/,
  ));

test("makeSpec() leaves out columns that are no values of a record", async () => {
  const { fields } = await spec(fixture("types.arrow"));
  assert.ok(!fields.some((field) => field.startsWith("map")));
});

test("arrow reader names file, rows and bytes of a damaged batch", async () => {
  const bytes = bytesOf("zstd.arrow");
  const { files: opened } = await spec(fixture("zstd.arrow"));
  const { start = 0, end = 0 } = opened[0]?.messages.batches[0] ?? {};
  // The buffers are in the second half of the message.
  bytes.fill(0xff, (start + end) >> 1, end);
  await fails(
    () => readAll(write(bytes)),
    /Cannot read rows 0 to 19 of "\d+\.arrow".*\(bytes \d+ to \d+\)\.$/,
  );
});

test("arrow reader fails when a file was written to after it was opened", async () => {
  const path = write(bytesOf("zstd.arrow"));
  const reader = await openReader(await spec(path));
  appendFileSync(path, "more");
  await fails(
    () => reader.read(Uint32Array.of(0), ["n"]),
    /was written to after it was opened/,
    "data/changed",
  );
  await reader.close();
});
