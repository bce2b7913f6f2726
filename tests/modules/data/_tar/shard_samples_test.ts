import assert from "node:assert/strict";
import { after, test } from "node:test";
import { readShard } from "../../../../modules/data/_tar/shard_samples.ts";
import { TemporaryFiles } from "../../../_support/data/idx_files.ts";
import { tarBytes } from "../../../_support/data/tar_files.ts";

const files = new TemporaryFiles();
after(() => files[Symbol.dispose]());

function shard(names: readonly string[]): string {
  return files.write("shard.tar", tarBytes(names.map((name) => ({ name, body: "12" }))));
}

test("readShard() groups consecutive files by their path up to the first dot", () => {
  const { keys, fields, places, ignored } = readShard(
    shard(["./a/1.jpg", "./a/1.seg.PNG", "a.b/1.jpg", "2.cls"]),
  );
  assert.deepEqual(keys, ["a/1", "a.b/1", "2"]);
  assert.deepEqual(fields, ["jpg", "seg.png", "cls"]);
  // Each file takes a header and a block: 1,024 bytes.
  assert.deepEqual(
    [...places],
    [512, 2, 1_536, 2, -1, -1, 2_560, 2, -1, -1, -1, -1, -1, -1, -1, -1, 3_584, 2],
  );
  assert.equal(ignored, 0);
});

test("readShard() counts hidden files and those without an extension", () => {
  const { keys, ignored } = readShard(shard(["._1.jpg", "1.jpg", ".DS_Store", "README", "2."]));
  assert.deepEqual([keys, ignored], [["1"], 4]);
});

test("readShard() refuses a file that is there twice", () => {
  assert.throws(() => readShard(shard(["1.jpg", "1.cls", "1.jpg"])), {
    code: "data/corrupt",
    message: /^There is "1\.jpg" twice\. Cannot read the tar ".*shard\.tar" at byte 2560\.$/,
  });
});

test("readShard() refuses a sample whose files do not follow each other", () => {
  assert.throws(
    () => readShard(shard(["1.jpg", "2.jpg", "1.cls"])),
    /^TolariaError: The files of sample "1" must follow each other, but "2" is between them\./,
  );
});

test("readShard() refuses paths that lead outside of the archive", () => {
  for (const name of ["../1.jpg", "/etc/1.jpg", "a/../../1.jpg", "C:/1.jpg", "..\\1.jpg"]) {
    assert.throws(
      () => readShard(shard([name])),
      (error: Error) =>
        error.message.startsWith(`The path ${JSON.stringify(name)} must lie within`),
    );
  }
});
