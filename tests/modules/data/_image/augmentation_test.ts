import assert from "node:assert/strict";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { RandomStream } from "../../../../core/mod.ts";
import { flip, rotate, shift } from "../../../../modules/data/_image/geometry.ts";
import { brighten, cutOut, spread } from "../../../../modules/data/_image/light.ts";
import { Augmentation, type AugmentStep } from "../../../../modules/data/_image/mod.ts";
import type { Picture } from "../../../../modules/data/_image/picture.ts";
import { TemporaryFiles } from "../../../_support/data/idx_files.ts";

const files = new TemporaryFiles();
after(() => files[Symbol.dispose]());

/** A grey picture. */
function grey(rows: readonly (readonly number[])[]): Picture {
  const width = rows[0]?.length ?? 0;
  return { width, height: rows.length, channels: 1, data: Float32Array.from(rows.flat()) };
}

function rowsOf({ width, height, data }: Picture): number[][] {
  return Array.from({ length: height }, (_, row) => [
    ...data.subarray(row * width, (row + 1) * width),
  ]);
}

const NINE = grey([
  [1, 2, 3],
  [4, 5, 6],
  [7, 8, 9],
]);

test("flip() mirrors left and right, or top and bottom", () => {
  assert.deepEqual(rowsOf(flip(NINE, "horizontal")), [
    [3, 2, 1],
    [6, 5, 4],
    [9, 8, 7],
  ]);
  assert.deepEqual(rowsOf(flip(NINE, "vertical")), [
    [7, 8, 9],
    [4, 5, 6],
    [1, 2, 3],
  ]);
});

test("flip() keeps the channels of a pixel together", () => {
  const picture = { width: 2, height: 1, channels: 3, data: Float32Array.of(1, 2, 3, 4, 5, 6) };
  assert.deepEqual([...flip(picture, "horizontal").data], [4, 5, 6, 1, 2, 3]);
});

test("shift() moves a picture and fills what becomes free", () => {
  assert.deepEqual(rowsOf(shift(NINE, 1, -1, [0])), [
    [0, 0, 0],
    [2, 3, 0],
    [5, 6, 0],
  ]);
});

test("rotate() turns counterclockwise about the centre", () => {
  // cos 90 degrees is exactly 0 here, so no pixel is mixed with another.
  assert.deepEqual(rowsOf(rotate(NINE, 90, [0])), [
    [3, 6, 9],
    [2, 5, 8],
    [1, 4, 7],
  ]);
  assert.deepEqual(rowsOf(rotate(NINE, -90, [0])), [
    [7, 4, 1],
    [8, 5, 2],
    [9, 6, 3],
  ]);
});

test("rotate() interpolates, and takes what is outside from the background", () => {
  // By 45 degrees the corners come from sqrt(2) - 1 = 0.414 beyond the edge's middle.
  const [[corner = 0] = []] = rowsOf(
    rotate(
      grey([
        [9, 9, 9],
        [9, 9, 9],
        [9, 9, 9],
      ]),
      45,
      [0],
    ),
  );
  assert.ok(Math.abs(corner - 9 * (2 - Math.SQRT2)) < 1e-5, String(corner));
});

test("brighten() multiplies within the range of bytes", () => {
  assert.deepEqual([...brighten(grey([[0, 100, 200]]), 1.5).data], [0, 150, 255]);
});

test("spread() multiplies distances from the mean", () => {
  // Mean 100.
  assert.deepEqual([...spread(grey([[50, 100, 150]]), 0.5).data], [75, 100, 125]);
  assert.deepEqual([...spread(grey([[0, 100, 200]]), 2).data], [0, 100, 255]);
});

test("cutOut() fills a square with the mean, as far as it is inside", () => {
  // Mean 5; the square of two pixels around (0, 2) is that from (-1, 1) to (0, 2).
  assert.deepEqual(rowsOf(cutOut(NINE, 2, 0, 2)), [
    [1, 2, 3],
    [5, 5, 6],
    [5, 8, 9],
  ]);
  const color = { width: 1, height: 2, channels: 3, data: Float32Array.of(0, 1, 2, 4, 5, 6) };
  assert.deepEqual([...cutOut(color, 1, 0, 0).data], [2, 3, 4, 4, 5, 6]);
});

const ALL: readonly AugmentStep[] = [
  { step: "flip", axis: "horizontal", probability: 0.5 },
  { step: "crop", padding: 1 },
  { step: "rotate", degrees: 15 },
  { step: "brightness", amount: 0.5 },
  { step: "contrast", amount: 0.5 },
  { step: "cutout", size: 2 },
];

async function apply(steps: readonly AugmentStep[], seed: number, picture = NINE) {
  const augmentation = await Augmentation.load(steps, [255, 255, 255]);
  return augmentation.apply(picture, new RandomStream(seed, "test"));
}

test("Augmentation makes the same changes from the same random numbers, and others from others", async () => {
  assert.deepEqual(await apply(ALL, 1), await apply(ALL, 1));
  assert.notDeepEqual(await apply(ALL, 1), await apply(ALL, 2));
  assert.deepEqual(rowsOf(NINE)[0], [1, 2, 3]);
});

test("Augmentation flips as often as asked", async () => {
  const step = { step: "flip", axis: "horizontal", probability: 0.25 } as const;
  const augmentation = await Augmentation.load([step], [0, 0, 0]);
  const random = new RandomStream(0, "test");
  const flipped = Array.from({ length: 1_000 }, () => augmentation.apply(NINE, random)).filter(
    ({ data }) => data[0] === 3,
  );
  // Standard deviation sqrt(1,000 x 0.25 x 0.75) = 13.7; five of them.
  assert.ok(Math.abs(flipped.length - 250) < 69, String(flipped.length));
});

test("Augmentation crops at every place within the margin", async () => {
  const augmentation = await Augmentation.load([{ step: "crop", padding: 1 }], [255, 255, 255]);
  const random = new RandomStream(0, "test");
  const corners = Array.from({ length: 200 }, () => augmentation.apply(NINE, random).data[0]);
  // White where the corner is in the margin, else one of the four pixels up to the middle.
  assert.deepEqual([...new Set(corners)].sort(), [1, 2, 255, 4, 5]);
});

/** Writes a module with a default export and returns its address. */
function moduleOf(name: string, exported: string): string {
  return pathToFileURL(files.write(`${name}.mjs`, Buffer.from(`export default ${exported};`))).href;
}

test("Augmentation calls the function of a module", async () => {
  const change =
    "(picture, random) => ({ ...picture, data: picture.data.map(() => random.next()) })";
  const { data } = await apply([{ step: "module", url: moduleOf("own", change) }], 3);
  const random = new RandomStream(3, "test");
  assert.deepEqual(
    data,
    Float32Array.from({ length: 9 }, () => random.next()),
  );
});

test("Augmentation refuses a module without a function, and a function that changes the size", async () => {
  const none = moduleOf("none", "3");
  await assert.rejects(apply([{ step: "module", url: none }], 0), {
    message: `the default export of "${none}" must be a function, but is number`,
  });
  const url = moduleOf("other_size", "(picture) => ({ ...picture, width: 1 })");
  await assert.rejects(apply([{ step: "module", url }], 0), {
    message: `the function of "${url}" must keep the picture's size`,
  });
});
