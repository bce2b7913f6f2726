import assert from "node:assert/strict";
import { test } from "node:test";
import { resize } from "../../../../modules/data/_image/resize.ts";
import type { ImageFit } from "../../../../modules/data/_image/spans.ts";

const BLACK = [0, 0, 0] as const;

/** Resizes grey rows. */
function resized(
  rows: readonly (readonly number[])[],
  [width, height]: readonly [number, number],
  fit: ImageFit = "fill",
  background: readonly [number, number, number] = BLACK,
): number[][] {
  const [first = []] = rows;
  const data = Uint8Array.from(rows.flat());
  const source = { width: first.length, height: rows.length, channels: 1, data };
  const made = resize(source, { width, height }, fit, background).data;
  return Array.from({ length: height }, (_, row) => [
    ...made.subarray(row * width, (row + 1) * width),
  ]);
}

test("resize() weighs pixels under a triangle as wide as the reduction", () => {
  // Centres 0.5 and 2.5, reach 2: weights 0.75, 0.75 and 0.25 of 1.75.
  // (75 + 50) / 1.75 = 71.4, (25 + 150 + 30) / 1.75 = 117.1.
  assert.deepEqual(resized([[0, 100, 200, 40]], [2, 1]), [[71, 117]]);
  assert.deepEqual(resized([[0], [100], [200], [40]], [1, 2]), [[71], [117]]);
});

test("resize() interpolates between centres of pixels when it enlarges", () => {
  // Centres -0.25, 0.25, 0.75 and 1.25 of the source.
  assert.deepEqual(resized([[0, 200]], [4, 1]), [[0, 50, 150, 200]]);
});

test("resize() covers with the middle of a picture that is too wide", () => {
  const rows = [
    [9, 1, 2, 9],
    [9, 3, 4, 9],
  ];
  assert.deepEqual(resized(rows, [2, 2], "cover"), [
    [1, 2],
    [3, 4],
  ]);
});

test("resize() contains a picture within margins of the background", () => {
  // Of three free rows, one is above. White's brightness is 255.
  assert.deepEqual(resized([[10, 20]], [2, 4], "contain", [255, 255, 255]), [
    [255, 255],
    [10, 20],
    [255, 255],
    [255, 255],
  ]);
  assert.deepEqual(resized([[10], [20]], [3, 2], "contain"), [
    [0, 10, 0],
    [0, 20, 0],
  ]);
});

test("resize() keeps a row of a picture that is a thousand times as wide as high", () => {
  const rows = [Array.from({ length: 1_000 }, () => 7)];
  assert.deepEqual(resized(rows, [2, 2], "contain"), [
    [7, 7],
    [0, 0],
  ]);
});

test("resize() keeps channels apart", () => {
  const data = Uint8Array.of(0, 100, 200, 100, 200, 0);
  const source = { width: 2, height: 1, channels: 3, data };
  const made = resize(source, { width: 1, height: 1 }, "fill", BLACK);
  assert.deepEqual([...made.data], [50, 150, 100]);
});

test("resize() returns the source when it has the size", () => {
  const source = { width: 1, height: 1, channels: 1, data: Uint8Array.of(3) };
  assert.equal(resize(source, { width: 1, height: 1 }, "cover", BLACK), source);
});
