import assert from "node:assert/strict";
import { test } from "node:test";
import { compareData } from "../../../core/recovery/compare_data.ts";

const data = (fingerprint: string | null, preparation = {}) => ({ fingerprint, preparation });

test("compareData() names the files that differ", () => {
  const then = data("a.csv: 10 bytes, hash 1f\nb.csv: 20 bytes, hash 2e");
  assert.deepEqual(compareData(then, then), []);
  assert.deepEqual(compareData(then, data("a.csv: 12 bytes, hash 3d\nc.csv: 20 bytes, hash 2e")), [
    'data "a.csv" must be 10 bytes, hash 1f, as in the checkpoint, but is 12 bytes, hash 3d',
    'data "b.csv" of the checkpoint is not in the job',
    'data "c.csv" is not in the checkpoint',
  ]);
});

test("compareData() counts what it does not name", () => {
  const lines = (hash: string) => [1, 2, 3, 4, 5].map((at) => `${at}.csv: ${hash}`).join("\n");
  assert.deepEqual(compareData(data(lines("1f")), data(lines("2e"))).slice(2), [
    'data "3.csv" must be 1f, as in the checkpoint, but is 2e',
    "2 more of the data differ",
  ]);
});

test("compareData() names what was fitted otherwise on the same files", () => {
  const fitted = (median: number | undefined, version = 1) =>
    data("a.csv: 1f", { version, columns: { hp: { median, kind: "number" } } });
  assert.deepEqual(compareData(fitted(93.5), fitted(93.5)), []);
  assert.deepEqual(compareData(fitted(93.5), fitted(95)), [
    '"columns.hp.median" of the preparation must be 93.5, as in the checkpoint, but is 95',
  ]);
  assert.deepEqual(compareData(fitted(undefined), fitted(95)), [
    '"columns.hp.median" of the preparation must be null, as in the checkpoint, but is 95',
  ]);
  assert.deepEqual(compareData({ ...data(null), preparation: null }, data(null, [1])), [
    "the preparation must be null, as in the checkpoint, but is [1]",
  ]);
});

test("compareData() says nothing of a preparation that other files explain", () => {
  const then = data("a.csv: 1f", { mean: 1 });
  assert.deepEqual(compareData(then, data("a.csv: 2e", { mean: 2 })), [
    'data "a.csv" must be 1f, as in the checkpoint, but is 2e',
  ]);
});
