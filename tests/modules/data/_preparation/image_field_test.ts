import assert from "node:assert/strict";
import { after, test } from "node:test";
import { image } from "../../../../modules/data/_columns/mod.ts";
import {
  exampleStream,
  type Preparation,
  PreparationFit,
} from "../../../../modules/data/_preparation/mod.ts";
import { number } from "../../../../modules/data/mod.ts";
import { testUnless } from "../../../../testing/_support/suite.ts";
import { TemporaryFiles } from "../../../_support/data/idx_files.ts";
import { BLOCKS_JPEG, pngBytes, withoutSharp } from "../../../_support/data/images.ts";
import { applyRecords, fitRecords } from "../../../_support/data/prepare_records.ts";

const files = new TemporaryFiles();
after(() => files[Symbol.dispose]());

const X = { inputs: { x: number() } };

function withSharp(name: string, run: () => Promise<void>): void {
  testUnless(withoutSharp, name, run);
}

/** Close to each other: what is stored is float32. */
function near(found: readonly number[] | undefined, expected: readonly number[]): void {
  assert.deepEqual([...(found ?? [])], [...Float32Array.from(expected)]);
}

withSharp("image() makes float32 of shape [height, width, channels], from 0 to 1", async () => {
  const records = [{ image: await pngBytes([255, 0, 51, 0, 255, 102], 2, 3) }];
  const targets = { image: image({ size: [1, 2] }) };
  const preparation = fitRecords(
    { ...X, targets },
    records.map((one) => ({ ...one, x: 1 })),
  );
  assert.deepEqual(preparation.targets, [{ name: "image", shape: [1, 2, 3], dtype: "float32" }]);
  const { targets: found } = await applyRecords(
    preparation,
    records.map((one) => ({ ...one, x: 1 })),
  );
  // Each byte times 1 / 255, as float32.
  near(
    found[0],
    [255, 0, 51, 0, 255, 102].map((byte) => byte * (1 / 255)),
  );
});

/** Prepares the images of records as inputs. */
function prepared(column: ReturnType<typeof image>): Preparation {
  return fitRecords({ inputs: { image: column }, targets: { x: number() } }, [{ x: 1 }]);
}

withSharp("image() subtracts the mean and divides by the deviation after the scale", async () => {
  const options = { size: [1, 1], scale: 0.5, mean: [1, 2, 3], std: [2, 4, 8] } as const;
  const record = { image: await pngBytes([10, 20, 30], 1, 3), x: 1 };
  const { inputs } = await applyRecords(prepared(image(options)), [record]);
  // (5 - 1) / 2, (10 - 2) / 4, (15 - 3) / 8.
  near(inputs[0], [2, 2, 1.5]);
});

withSharp("image() reads paths within its folder, and none outside", async () => {
  files.write("grey.png", await pngBytes([255], 1, 1));
  const preparation = prepared(image({ size: [1, 1], channels: 1, folder: files.folder }));
  const { inputs } = await applyRecords(preparation, [{ image: "grey.png", x: 1 }]);
  near(inputs[0], [1]);
  const outside = applyRecords(preparation, [{ image: "../grey.png", x: 1 }]);
  await assert.rejects(outside, {
    code: "data/invalid",
    message: `Field "image" must be a path within "${files.folder}", but is "../grey.png" in record 0.`,
  });
  await assert.rejects(applyRecords(preparation, [{ image: "none.png", x: 1 }]), {
    code: "data/corrupt",
    message: /Cannot read the image in field "image" of record 0\.$/,
  });
});

test("image() names the record of a broken image, and one that has none", async () => {
  const preparation = prepared(image({ size: [1, 1], decoder: "jsquash" }));
  const records = [
    { image: BLOCKS_JPEG, x: 1 },
    { image: BLOCKS_JPEG.subarray(0, 200), x: 1 },
  ];
  await assert.rejects(applyRecords(preparation, records), {
    code: "data/corrupt",
    message: /\. Cannot read the image in field "image" of record 1\.$/,
  });
  await assert.rejects(applyRecords(preparation, [{ image: new Uint8Array(), x: 1 }]), {
    code: "data/corrupt",
    message: `The image has 0 bytes. Cannot read the image in field "image" of record 0.`,
  });
  await assert.rejects(applyRecords(preparation, [{ x: 1 }]), {
    code: "data/invalid",
    message: `Field "image" must be the bytes of an image, or a path within "folder", but is missing in record 0.`,
  });
});

test("PreparationFit does not read images to fit them, and checks them if it is asked", async () => {
  const column = image({ size: [1, 1], decoder: "jsquash" }).toJSON();
  const fit = new PreparationFit({ inputs: { image: column }, targets: { x: number().toJSON() } });
  assert.deepEqual([fit.fields, fit.checkedFields], [["x"], ["image"]]);
  await fit.check([[BLOCKS_JPEG]], Uint32Array.of(0));
  await assert.rejects(fit.check([[BLOCKS_JPEG, BLOCKS_JPEG.subarray(9)]], Uint32Array.of(0, 7)), {
    code: "data/corrupt",
    message: /^The image must be JPEG, PNG, .* of record 7\.$/,
  });
});

test("image() augments training examples alone, by epoch and record", async () => {
  const column = image({ size: [2, 2], channels: 1, decoder: "jsquash" }).brightness(0.5);
  const preparation = prepared(column);
  const pixels = async (draw?: number, record = 5) => {
    const purpose = draw === undefined ? "evaluate" : "train";
    const records = Uint32Array.of(record);
    const values = await preparation.apply([[BLOCKS_JPEG], [1]], { records, purpose, draw });
    return [...(values.inputs[0] as Float32Array)];
  };
  const plain = await pixels();
  const factor = 1 + (2 * exampleStream(3, 5).next() - 1) * 0.5;
  const [first = 0] = await pixels(3);
  assert.ok(Math.abs(first - factor * (plain[0] as number)) < 1e-6);
  assert.deepEqual(await pixels(3), await pixels(3));
  assert.notDeepEqual(await pixels(4), await pixels(3));
  assert.notDeepEqual(await pixels(3, 6), await pixels(3));
});

test("image() keeps the decoder that a model was trained with", () => {
  const { decoder } = image({ size: [1, 1], decoder: "jsquash" }).toJSON();
  assert.equal(decoder, "jsquash");
  const json = prepared(
    image({ size: [1, 1], decoder: "jsquash" })
      .flip()
      .crop(2),
  ).toJSON();
  assert.deepEqual((json as { fitted: unknown[][] }).fitted[0], [{ decoder: "jsquash" }]);
  assert.deepEqual(
    prepared(
      image({ size: [3, 2], decoder: "jsquash" })
        .flip()
        .crop(2),
    ).describe().image,
    { preparation: "3 x 2 color, cover, decoded by jsquash, flip, crop" },
  );
});

test("image() refuses options that make no sense", () => {
  const size = [2, 2] as const;
  const refused: readonly (readonly [() => unknown, RegExp])[] = [
    [() => image({ size: [0, 2] }), /"size\.0" must be at least 1, but is 0/],
    [() => image({ size, mean: [1] }), /"mean" must be a number for each channel, but is \[1\]/],
    [() => image({ size, std: [1, 0, 1] }), /"std\.1" must be greater than 0, but is 0/],
    [() => image({ size, scale: 0 }), /"scale" must be a number other than 0/],
    [() => image({ size }).rotate(200), /degrees" must be at most 180, but is 200/],
    [() => image({ size }).brightness(2), /amount" must be at most 1, but is 2/],
    [() => image({ size }).augment("own.ts" as never), /the address of a module/],
  ];
  for (const [make, message] of refused) {
    assert.throws(make, { code: "options/invalid", message });
  }
});
