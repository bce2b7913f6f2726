import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { FeatureFile } from "../../../core/features/feature_file.ts";
import { withScratch } from "../../../testing/_support/scratch.ts";

/** Rows of 2 bytes, whose first byte is their number. */
const rows = (from: number, to: number) =>
  Uint8Array.from({ length: 2 * (to - from) }, (_, i) => (i % 2 ? 255 : from + i / 2));

const inFolder = (work: (folder: string) => Promise<void>) =>
  withScratch((scratch) => work(scratch.path("features")));

test("FeatureFile.read() returns rows in any order, repeated ones too", () =>
  inFolder(async (folder) => {
    const file = await FeatureFile.open(folder, "key", 2);
    await file.append(rows(0, 3));
    await file.append(rows(3, 8));
    assert.equal(file.rows, 8);
    const read = await file.read(Uint32Array.of(5, 6, 7, 0, 0, 2));
    assert.deepEqual(
      [...read].filter((_, at) => at % 2 === 0),
      [5, 6, 7, 0, 0, 2],
    );
    await file.close();
  }));

test("FeatureFile.open() finds the rows that were committed, and no later ones", () =>
  inFolder(async (folder) => {
    const first = await FeatureFile.open(folder, "key", 2);
    await first.append(rows(0, 4));
    await first.commit();
    await first.append(rows(4, 6));
    await first.close();
    const second = await FeatureFile.open(folder, "key", 2);
    assert.equal(second.rows, 4);
    await second.append(rows(7, 8));
    assert.deepEqual([...(await second.read(Uint32Array.of(3, 4)))], [3, 255, 7, 255]);
    await second.close();
    assert.deepEqual(readdirSync(folder).sort(), ["key.bin", "key.json"]);
  }));

test("FeatureFile.open() starts over when nothing was committed", () =>
  inFolder(async (folder) => {
    const first = await FeatureFile.open(folder, "key", 2);
    await first.append(rows(0, 4));
    await first.close();
    const second = await FeatureFile.open(folder, "key", 2);
    assert.equal(second.rows, 0);
    await second.close();
    assert.equal(readFileSync(join(folder, "key.bin")).length, 0);
  }));

test("FeatureFile.open() refuses a record of other rows, and a file that is too short", () =>
  inFolder(async (folder) => {
    const file = await FeatureFile.open(folder, "key", 2);
    await file.append(rows(0, 4));
    await file.commit();
    await file.close();
    await assert.rejects(FeatureFile.open(folder, "key", 3), {
      code: "data/corrupt",
      message: `"${join(folder, "key.json")}" must tell of rows of 3 bytes: delete it. Cannot read the cached features.`,
    });
    writeFileSync(join(folder, "key.bin"), rows(0, 2));
    await assert.rejects(FeatureFile.open(folder, "key", 2), {
      code: "data/corrupt",
      message: `"${join(folder, "key.bin")}" must have 8 bytes, but has 4: delete it. Cannot read the cached features.`,
    });
  }));
