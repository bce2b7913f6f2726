import assert from "node:assert/strict";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import type { ExampleSample } from "../../../../core/mod.ts";
import { areImages } from "../../../../modules/observers/_examples/mod.ts";
import { confusionPicture } from "../../../../modules/observers/tensorboard/confusion_picture.ts";
import {
  examplePicture,
  exampleTable,
} from "../../../../modules/observers/tensorboard/example_picture.ts";
import { histogramOf } from "../../../../modules/observers/tensorboard/histogram.ts";
import { encodePng } from "../../../../modules/observers/tensorboard/png.ts";

test("encodePng() has the size, and the rows with a filter of none before each", () => {
  const rgb = Uint8Array.from({ length: 2 * 3 * 3 }, (_, i) => i);
  const bytes = encodePng({ width: 2, height: 3, rgb });
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  // 8 bytes of signature, 8 of the chunk's length and name.
  assert.deepEqual([view.getUint32(16), view.getUint32(20)], [2, 3]);
  // The header's chunk is 12 + 13 bytes long.
  const length = view.getUint32(33);
  const rows = inflateSync(bytes.subarray(41, 41 + length));
  assert.deepEqual(
    [...rows],
    [0, 0, 1, 2, 3, 4, 5, 0, 6, 7, 8, 9, 10, 11, 0, 12, 13, 14, 15, 16, 17],
  );
});

test("histogramOf() counts finite values in buckets of one width", () => {
  const histogram = histogramOf(Float32Array.of(0, 1, 30, Number.NaN, Number.POSITIVE_INFINITY));
  assert.equal(histogram?.num, 3);
  assert.deepEqual([histogram?.min, histogram?.max, histogram?.sum], [0, 30, 31]);
  assert.equal(histogram?.sumSquares, 901);
  // Of width 1: 0 in the first, 1 in the second, the greatest in the last one.
  const filled = histogram?.counts.flatMap((count, at) => (count > 0 ? [[at, count]] : []));
  assert.deepEqual(filled, [
    [0, 1],
    [1, 1],
    [29, 1],
  ]);
  assert.equal(histogram?.edges.at(-1), 30);
});

test("histogramOf() has buckets of a width for values that are all the same", () => {
  const histogram = histogramOf(new Float32Array(4));
  assert.equal(histogram?.counts[0], 4);
  assert.ok((histogram?.edges[0] ?? 0) > 0);
  assert.equal(histogramOf(Float32Array.of(Number.NaN)), undefined);
});

test("confusionPicture() is the darker the larger a cell's share of its row is", () => {
  const counts = [
    [3, 1],
    [0, 0],
  ];
  const picture = confusionPicture({ classes: ["a", "b"], counts });
  assert.deepEqual([picture?.width, picture?.height], [48, 48]);
  const at = (x: number, y: number) => [
    ...(picture?.rgb.subarray((y * 48 + x) * 3).slice(0, 3) ?? []),
  ];
  // 255 + 3/4 (8 - 255) = 69.75, 255 + 3/4 (48 - 255) = 99.75, 255 + 3/4 (107 - 255) = 144.
  assert.deepEqual(at(0, 0), [70, 100, 144]);
  // A quarter: 193.25, 203.25, 218.
  assert.deepEqual(at(24, 23), [193, 203, 218]);
  assert.deepEqual(at(0, 24), [255, 255, 255]);
  const many = Array.from({ length: 600 }, () => new Array<number>(600).fill(0));
  assert.equal(confusionPicture({ classes: [], counts: many }), undefined);
});

/** Two images of 1 x 2 points, of which the network knows the first. */
const SAMPLE: ExampleSample = {
  step: 1,
  size: 2,
  input: { shape: [1, 2, 1], values: Float32Array.of(-1, 0, 0, 1) },
  output: { shape: [2], values: Float32Array.of(0.9, 0.1, 5, -5) },
  target: { shape: [], values: Float32Array.of(0, 1) },
  classes: 2,
  categories: ["cat", "a|b"],
};

test("examplePicture() draws images in frames that say whether the network is right", () => {
  const { width, height, rgb } = examplePicture(SAMPLE);
  // Two beside each other, each with a frame of two points around it.
  assert.deepEqual([width, height], [12, 5]);
  const at = (x: number, y: number) => [...rgb.subarray((y * width + x) * 3).slice(0, 3)];
  assert.deepEqual(at(0, 0), [44, 160, 44]);
  assert.deepEqual(at(6, 0), [214, 39, 40]);
  // From -1, black, to 1, white: 0 is 127.5.
  assert.deepEqual([at(2, 2)[0], at(3, 2)[0], at(8, 2)[0], at(9, 2)[0]], [0, 128, 128, 255]);
});

test("exampleTable() names classes, one line an example", () => {
  assert.deepEqual(exampleTable(SAMPLE)?.split("\n").slice(2), [
    "| 1 | cat | cat | right |",
    "| 2 | a\\|b | cat | wrong |",
  ]);
  assert.equal(exampleTable({ ...SAMPLE, classes: undefined }), undefined);
});

test("areImages() knows rows, columns and one or three channels", () => {
  const shaped = (shape: readonly number[]) =>
    areImages({ ...SAMPLE, input: { ...SAMPLE.input, shape } });
  assert.deepEqual([[28, 28, 1], [8, 8, 3], [8, 8, 2], [1, 1, 1], [64]].map(shaped), [
    true,
    true,
    false,
    false,
    false,
  ]);
});
