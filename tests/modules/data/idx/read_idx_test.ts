import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { readIdx } from "../../../../modules/data/idx/read_idx.ts";
import { IDX_TYPES, idxBytes, TemporaryFiles } from "../../../_support/data/idx_files.ts";

/** 2 x 3 bytes: 4 of magic, 8 of extents, 6 of elements. */
const BYTES = idxBytes([2, 3], [1, 2, 3, 4, 5, 6]);

const VALUES: Readonly<Record<keyof typeof IDX_TYPES, readonly number[]>> = {
  u8: [0, 1, 127, 128, 255],
  i8: [0, 1, 127, -1, -128],
  i16: [0, 1, -1, 32_767, -32_768],
  i32: [0, 16_777_217, -1, 2_147_483_647, -2_147_483_648],
  f32: [0, 0.5, -1.25, 3.0000000054977558e38, 2 ** -149],
  f64: [0, 0.5, -1.25, 2 ** 100, -(2 ** -100)],
};

for (const type of Object.keys(IDX_TYPES) as (keyof typeof IDX_TYPES)[]) {
  test(`readIdx() reads back what was written as ${type}`, async () => {
    using files = new TemporaryFiles();
    const values = VALUES[type].map((value) => (type.startsWith("f") ? Math.fround(value) : value));
    const read = await readIdx(files.write("a", idxBytes([values.length], values, type)));
    assert.deepEqual(read.shape, [values.length]);
    assert.deepEqual([...read.values], values);
  });
}

test("readIdx() reads back any array that is written, compressed or not", async () => {
  const type = fc.constantFrom(...(Object.keys(IDX_TYPES) as (keyof typeof IDX_TYPES)[]));
  const shape = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });
  using files = new TemporaryFiles();
  await fc.assert(
    fc.asyncProperty(type, shape, fc.boolean(), fc.nat(127), async (kind, extents, zip, first) => {
      const size = extents.reduce((product, extent) => product * extent, 1);
      const values = Array.from({ length: size }, (_, i) => (first + i) % 128);
      const bytes = idxBytes(extents, values, kind);
      const path = zip ? files.writeGzip("any", bytes) : files.write("any", bytes);
      const read = await readIdx(path);
      assert.deepEqual(read.shape, extents);
      assert.deepEqual([...read.values], values);
    }),
    { numRuns: 60, seed: 5 },
  );
});

test("readIdx() names what is missing when a file is cut off anywhere", async () => {
  using files = new TemporaryFiles();
  for (let length = 0; length < BYTES.length; length++) {
    const path = files.write("cut", BYTES.subarray(0, length));
    const fault =
      length < 4
        ? `byte 0 there must be 4 bytes of magic number, but is ${length} bytes`
        : length < 12
          ? `byte 4 there must be 8 bytes of extents, but is ${length - 4} bytes`
          : `byte 12 there must be 6 bytes for the shape [2, 3], but is ${length - 12} bytes`;
    const message = `At ${fault}. Cannot read "${path}".`;
    await assert.rejects(() => readIdx(path), { code: "data/corrupt", message });
  }
});

test("readIdx() names the file when it is compressed and cut off anywhere", async () => {
  using files = new TemporaryFiles();
  const zipped = gzipSync(BYTES);
  for (let length = 2; length < zipped.length; length++) {
    const path = files.write("cut.gz", zipped.subarray(0, length));
    await assert.rejects(
      () => readIdx(path),
      (error: Error & { code: string }) => {
        assert.equal(error.code, "data/corrupt");
        assert.ok(error.message.endsWith(`. Cannot read "${path}".`), error.message);
        return true;
      },
    );
  }
});

test("readIdx() names the file when a compressed byte is another", async () => {
  using files = new TemporaryFiles();
  const zipped = gzipSync(BYTES);
  // In the checksum, which lies in the last 8 bytes.
  zipped[zipped.length - 6] = (zipped[zipped.length - 6] as number) ^ 1;
  const path = files.write("rotten.gz", zipped);
  await assert.rejects(() => readIdx(path), { code: "data/corrupt" });
});

/** {@link BYTES} with some of them changed. */
function changed(changes: Readonly<Record<number, number>>): Uint8Array {
  const bytes = BYTES.slice();
  for (const [at, value] of Object.entries(changes)) bytes[Number(at)] = value;
  return bytes;
}

const FAULTS: readonly (readonly [when: string, bytes: Uint8Array, fault: string])[] = [
  [
    "it is no IDX file",
    new TextEncoder().encode("%PDF-1.7"),
    "byte 0 there must be two zero bytes, but is 0x2550",
  ],
  [
    "its bytes are in the other order",
    changed({ 0: 2, 1: 8, 2: 0, 3: 0 }),
    "byte 0 there must be two zero bytes, but is 0x0208",
  ],
  [
    "the element type is unknown",
    changed({ 2: 10 }),
    "byte 2 there must be an element type of 8, 9, 11, 12, 13 or 14, but is 10",
  ],
  ["it has no axis", changed({ 3: 0 }), "byte 3 there must be at least 1 axis, but is 0"],
  [
    "it claims more axes than it has",
    changed({ 3: 200 }),
    "byte 4 there must be 800 bytes of extents, but is 14 bytes",
  ],
  [
    "an extent is too large",
    changed({ 7: 3 }),
    "byte 12 there must be 9 bytes for the shape [3, 3], but is 6 bytes",
  ],
  [
    "an extent is too small",
    changed({ 7: 1 }),
    "byte 12 there must be 3 bytes for the shape [1, 3], but is 6 bytes",
  ],
  [
    "an extent is absurd",
    changed({ 4: 255 }),
    "byte 12 there must be 12834570246 bytes for the shape [4278190082, 3], but is 6 bytes",
  ],
  [
    "the elements are wider than the file says",
    changed({ 2: 12 }),
    "byte 12 there must be 24 bytes for the shape [2, 3], but is 6 bytes",
  ],
];

for (const [when, bytes, fault] of FAULTS) {
  test(`readIdx() names file, place, rule and value when ${when}`, async () => {
    using files = new TemporaryFiles();
    const path = files.write("bad", bytes);
    const message = `At ${fault}. Cannot read "${path}".`;
    await assert.rejects(() => readIdx(path), { code: "data/corrupt", message });
  });
}

test("readIdx() names a file that is not there", async () => {
  await assert.rejects(() => readIdx("/nowhere/at/all.idx"), {
    code: "data/corrupt",
    message: /(ENOENT|[Nn]o such file).*Cannot read "\/nowhere\/at\/all\.idx"\./,
  });
});

test("readIdx() fails with its own error for any bytes, and with no other", async () => {
  using files = new TemporaryFiles();
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 40 }), async (bytes) => {
      try {
        await readIdx(files.write("any", bytes));
      } catch (error) {
        assert.equal((error as { code: string }).code, "data/corrupt", String(error));
      }
    }),
    { numRuns: 100, seed: 2 },
  );
});
