import assert from "node:assert/strict";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { packTar } from "modern-tar";
import { TolariaError } from "../../../../core/mod.ts";
import { tarEntries } from "../../../../modules/data/_tar/tar_entries.ts";
import { TemporaryFiles } from "../../../_support/data/idx_files.ts";
import { paxRecord, TAR_END, type TarPart, tarBytes } from "../../../_support/data/tar_files.ts";

const files = new TemporaryFiles();
after(() => files[Symbol.dispose]());
let written = 0;

function write(bytes: Uint8Array): string {
  written += 1;
  return files.write(`${written}.tar`, bytes);
}

/** Names and texts of the files of an archive. */
function list(bytes: Uint8Array): (readonly [name: string, body: string])[] {
  const found = [...tarEntries(write(bytes))];
  return found.map(({ name, offset, size }) => {
    return [name, Buffer.from(bytes.subarray(offset, offset + size)).toString()];
  });
}

/** Checks that an archive is refused, with a message that ends as given. */
function refuses(bytes: Uint8Array, at: number, reason: string): void {
  const path = write(bytes);
  assert.throws(() => [...tarEntries(path)], {
    code: "data/corrupt",
    message: `${reason}. Cannot read the tar "${path}" at byte ${at}.`,
  });
}

const AB: readonly TarPart[] = [
  { name: "a.txt", body: "first" },
  { name: "b.txt", body: "x".repeat(600) },
];

test("tarEntries() finds the bytes of each file", () => {
  assert.deepEqual(list(tarBytes(AB)), [
    ["a.txt", "first"],
    ["b.txt", "x".repeat(600)],
  ]);
});

test("tarEntries() lists nothing in an archive without files", () => {
  assert.deepEqual(list(TAR_END), []);
});

test("tarEntries() finds files behind one that is larger than its window", () => {
  const body = "y".repeat(40_000);
  assert.deepEqual(
    list(tarBytes([{ name: "a", body }, ...AB])).map(([name]) => name),
    ["a", "a.txt", "b.txt"],
  );
});

test("tarEntries() leaves out folders, links and devices", () => {
  const parts: TarPart[] = [
    { name: "folder/", type: "5" },
    { name: "old-folder/" },
    // A link of an old archive has its target's size, and no bytes.
    { name: "link", type: "1", size: 700 },
    { name: "symlink", type: "2" },
    { name: "device", type: "3" },
    { name: "old.txt", type: "\0", body: "old" },
  ];
  assert.deepEqual(list(tarBytes(parts)), [["old.txt", "old"]]);
});

test("tarEntries() joins both parts of ustar's long paths, and only of ustar's", () => {
  const name = "b.txt";
  assert.deepEqual(list(tarBytes([{ name, prefix: "long/path" }])), [["long/path/b.txt", ""]]);
  assert.deepEqual(list(tarBytes([{ name, prefix: "13371337133", magic: "ustar  \0" }])), [
    ["b.txt", ""],
  ]);
});

test("tarEntries() takes long names of GNU", () => {
  const name = `${"n".repeat(200)}.txt`;
  const parts: TarPart[] = [
    { name: "././@LongLink", type: "K", body: "target\0" },
    { name: "././@LongLink", type: "L", body: `${name}\0` },
    { name: name.slice(0, 100), body: "long" },
    { name: "next.txt" },
  ];
  assert.deepEqual(list(tarBytes(parts)), [
    [name, "long"],
    ["next.txt", ""],
  ]);
});

test("tarEntries() takes paths and sizes of pax, for one file", () => {
  const parts: TarPart[] = [
    { name: "global", type: "g", body: paxRecord("comment", "for all") },
    { name: "pax", type: "x", body: paxRecord("path", "ä/ö.txt") + paxRecord("size", "4") },
    { name: "short", body: "four", size: 0 },
    { name: "next.txt", body: "n" },
  ];
  assert.deepEqual(list(tarBytes(parts)), [
    ["ä/ö.txt", "four"],
    ["next.txt", "n"],
  ]);
});

test("tarEntries() takes sizes in bytes instead of digits", () => {
  const bytes = tarBytes([{ name: "a", body: "12345" }]);
  bytes.set([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5], 124);
  let sum = 0;
  for (let at = 0; at < 512; at++) sum += at >= 148 && at < 156 ? 32 : (bytes[at] as number);
  bytes.set(Buffer.from(`${sum.toString(8).padStart(6, "0")}\0 `), 148);
  assert.deepEqual(list(bytes), [["a", "12345"]]);
});

test("tarEntries() reads what modern-tar writes", async () => {
  const name = `${"folder/".repeat(40)}file.txt`;
  const entries = [
    { header: { name: "a.txt", size: 1, type: "file" as const }, body: "a" },
    { header: { name, size: 4, type: "file" as const }, body: "long" },
  ];
  assert.deepEqual(list(await packTar(entries)), [
    ["a.txt", "a"],
    [name, "long"],
  ]);
});

test("tarEntries() refuses an archive that is cut off", () => {
  const whole = tarBytes(AB);
  refuses(new Uint8Array(), 0, "The archive is cut off: there is no end in its 0 bytes");
  refuses(whole.subarray(0, 300), 0, "The archive is cut off: there is no end in its 300 bytes");
  refuses(whole.subarray(0, 514), 0, `"a.txt" has 5 bytes, of which 2 are there`);
  refuses(whole.subarray(0, 1_600), 1_024, `"b.txt" has 600 bytes, of which 64 are there`);
  // After its last file, where nothing but the end is missing.
  refuses(
    whole.subarray(0, 2_560),
    2_560,
    "The archive is cut off: there is no end in its 2560 bytes",
  );
});

test("tarEntries() refuses a compressed archive and says what to do", () => {
  const remedy = "decompress it, so that a sample can be read without all those before it";
  refuses(gzipSync(tarBytes(AB)), 0, `It is compressed with gzip: ${remedy}`);
  const zstd = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd);
  refuses(zstd, 0, `It is compressed with zstd: ${remedy}`);
});

test("tarEntries() refuses several archives in one file", () => {
  const two = Uint8Array.from([...tarBytes(AB), ...tarBytes(AB)]);
  refuses(two, 3_584, "There is data after the end of the archive");
});

test("tarEntries() refuses a header whose checksum is another", () => {
  const bytes = tarBytes(AB);
  bytes[1_024] = 0x7a; // "b" becomes "z": 24 more.
  const path = write(bytes);
  assert.throws(
    () => [...tarEntries(path)],
    /checksum is (\d+), but its bytes sum up to \d+.*byte 1024\.$/,
  );
});

test("tarEntries() refuses sparse files", () => {
  refuses(tarBytes([{ name: "a", type: "S" }]), 0, `"a" is sparse or goes on in another archive`);
  const pax = { name: "pax", type: "x", body: paxRecord("GNU.sparse.major", "1") };
  refuses(tarBytes([pax, { name: "a" }]), 0, "The next file is sparse");
});

test("tarEntries() refuses malformed records of pax", () => {
  for (const body of ["nonsense", "99 path=a\n", "5 a=b", "3 =\n", "0 path=a\n"]) {
    const bytes = tarBytes([{ name: "pax", type: "x", body }, { name: "a" }]);
    refuses(bytes, 0, "Its pax header has a malformed record at byte 0");
  }
});

test("tarEntries() lists or refuses whatever bytes there are", () => {
  const whole = tarBytes([{ name: "pax", type: "x", body: paxRecord("path", "p.txt") }, ...AB]);
  const change = fc.record({
    at: fc.nat(whole.length - 1),
    byte: fc.nat(255),
    keep: fc.nat(whole.length),
  });
  fc.assert(
    fc.property(change, ({ at, byte, keep }) => {
      const bytes = whole.slice(0, keep);
      if (at < keep) bytes[at] = byte;
      try {
        for (const { offset, size } of tarEntries(write(bytes))) assert.ok(offset + size <= keep);
      } catch (error) {
        assert.ok(TolariaError.is(error, "data/corrupt"), String(error));
      }
    }),
    { seed: 1, numRuns: 200 },
  );
});
