import assert from "node:assert/strict";
import { test } from "node:test";
import { loadSharp } from "../../../../deps_optional.ts";
import type { DecoderName } from "../../../../modules/data/_image/image_decoder.ts";
import { ImageReader, type ImageShape } from "../../../../modules/data/_image/image_reader.ts";
import { testUnless } from "../../../../testing/_support/suite.ts";
import {
  BLOCKS_JPEG,
  pngBytes,
  withOrientation,
  withoutSharp,
} from "../../../_support/data/images.ts";

const SHAPE: ImageShape = {
  width: 2,
  height: 2,
  channels: 3,
  fit: "fill",
  background: [255, 255, 255],
  maxPixels: 1_000,
};

async function read(
  bytes: Uint8Array,
  shape: Partial<ImageShape> = {},
  decoder: DecoderName = "sharp",
): Promise<number[]> {
  const reader = await ImageReader.open({ ...SHAPE, ...shape }, decoder);
  return [...(await reader.read(bytes)).data];
}

/** What is seen of blocks 1 to 6, stored as two rows of three, by the orientation: EXIF 2.32, 4.6.4 A. */
const TURNED: readonly (readonly [columns: number, blocks: readonly number[]])[] = [
  [3, [1, 2, 3, 4, 5, 6]],
  [3, [3, 2, 1, 6, 5, 4]],
  [3, [6, 5, 4, 3, 2, 1]],
  [3, [4, 5, 6, 1, 2, 3]],
  [2, [1, 4, 2, 5, 3, 6]],
  [2, [4, 1, 5, 2, 6, 3]],
  [2, [6, 3, 5, 2, 4, 1]],
  [2, [3, 6, 2, 5, 1, 4]],
];

for (const decoder of ["sharp", "jsquash"] as const) {
  const skip = decoder === "sharp" ? withoutSharp : undefined;

  TURNED.forEach(([columns, blocks], at) => {
    testUnless(
      skip,
      `ImageReader turns orientation ${at + 1} upright with ${decoder}`,
      async () => {
        const size = { width: 8 * columns, height: 48 / columns, channels: 1 } as const;
        const pixels = await read(withOrientation(BLOCKS_JPEG, at + 1), size, decoder);
        const seen = blocks.map((_, block) => {
          const [row, column] = [Math.floor(block / columns), block % columns];
          return pixels[(8 * row + 4) * size.width + 8 * column + 4];
        });
        assert.deepEqual(
          seen,
          blocks.map((block) => 40 * block - 20),
        );
      },
    );
  });

  testUnless(skip, `ImageReader refuses a JPEG that is cut off, with ${decoder}`, async () => {
    const cut = BLOCKS_JPEG.subarray(0, BLOCKS_JPEG.length - 12);
    await assert.rejects(read(cut, {}, decoder), /premature end/i);
    await assert.rejects(read(BLOCKS_JPEG.subarray(0, 20), {}, decoder), Error);
  });

  testUnless(skip, `ImageReader reads on after a broken image, with ${decoder}`, async () => {
    const reader = await ImageReader.open({ ...SHAPE, channels: 1 }, decoder);
    const first = await reader.read(BLOCKS_JPEG);
    await assert.rejects(reader.read(BLOCKS_JPEG.subarray(0, 100)));
    assert.deepEqual(await reader.read(BLOCKS_JPEG), first);
  });

  testUnless(skip, `ImageReader refuses more pixels than maxPixels with ${decoder}`, async () => {
    await assert.rejects(read(BLOCKS_JPEG, { maxPixels: 383 }, decoder), {
      message: "the image has 24 x 16 pixels, more than maxPixels (383)",
    });
    await read(BLOCKS_JPEG, { maxPixels: 384 }, decoder);
  });

  testUnless(skip, `ImageReader refuses what is no image, with ${decoder}`, async () => {
    await assert.rejects(read(new Uint8Array(), {}, decoder), { message: "the image has 0 bytes" });
    await assert.rejects(read(Buffer.from("<svg/>"), {}, decoder), {
      message: "the image must be JPEG, PNG, GIF, WebP, TIFF, AVIF, but is SVG or other XML",
    });
    await assert.rejects(
      read(Buffer.from("hello"), {}, decoder),
      /but begins with 68 65 6c 6c 6f$/,
    );
  });
}

test("ImageReader says that only sharp decodes a PNG, with jsquash", async () => {
  const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  await assert.rejects(read(png, {}, "jsquash"), {
    message: "the image is PNG, which only sharp decodes",
  });
});

function withSharp(name: string, run: () => Promise<void>): void {
  testUnless(withoutSharp, name, run);
}

const RGB = [255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30];

withSharp("ImageReader gives the corners of a PNG as they are", async () => {
  assert.deepEqual(await read(await pngBytes(RGB, 2, 3)), RGB);
});

withSharp(
  "ImageReader gives grey as three equal channels, and color as its brightness",
  async () => {
    const grey = await pngBytes([0, 50, 100, 255], 2, 1);
    assert.deepEqual(await read(grey), [0, 0, 0, 50, 50, 50, 100, 100, 100, 255, 255, 255]);
    assert.deepEqual(await read(grey, { channels: 1 }), [0, 50, 100, 255]);
    // 0.299 x 255 = 76.2, 0.587 x 255 = 149.7, 0.114 x 255 = 29.1, 2.99 + 11.74 + 3.42 = 18.15.
    assert.deepEqual(await read(await pngBytes(RGB, 2, 3), { channels: 1 }), [76, 150, 29, 18]);
  },
);

withSharp("ImageReader lays what is transparent on the background", async () => {
  const image = await pngBytes(
    [255, 0, 0, 0, 0, 255, 0, 128, 0, 0, 255, 255, 10, 20, 30, 51],
    2,
    4,
  );
  // 100 + 155 x 128/255 = 177.8 and 100 - 100 x 128/255 = 49.8; 51/255 = 0.2.
  assert.deepEqual(
    await read(image, { background: [100, 100, 100] }),
    [100, 100, 100, 50, 178, 50, 0, 0, 255, 82, 84, 86],
  );
  const grey = await pngBytes([0, 0, 100, 51, 50, 255, 255, 255], 2, 2);
  // 100 over white at 0.2: 255 - 155 x 0.2 = 224.
  assert.deepEqual(await read(grey, { channels: 1 }), [255, 224, 50, 255]);
});

withSharp("ImageReader takes the upper 8 of 16 bits", async () => {
  const color = await pngBytes([0, 0x8000, 0xffff, 0x0180, 1_000, 2_000], 2, 3, 16);
  assert.deepEqual(await read(color, { height: 1 }), [0, 0x80, 0xff, 0x01, 0x03, 0x07]);
  const grey = await pngBytes([0, 0x8000, 0xffff, 0x0180], 2, 1, 16);
  assert.deepEqual(await read(grey, { channels: 1 }), [0, 0x80, 0xff, 0x01]);
});

withSharp("ImageReader gives CMYK as red, green and blue", async () => {
  const { default: sharp } = await loadSharp();
  const create = { width: 8, height: 8, channels: 3, background: "#ff0000" } as const;
  const cmyk = await sharp({ create }).toColourspace("cmyk").jpeg({ quality: 100 }).toBuffer();
  const [red, green, blue] = await read(cmyk);
  assert.ok((red as number) > 200 && (green as number) < 30 && (blue as number) < 30);
  await assert.rejects(read(cmyk, {}, "jsquash"), {
    message: "the image is CMYK, which only sharp decodes",
  });
});

withSharp("ImageReader gives the first frame of an animation", async () => {
  const { default: sharp } = await loadSharp();
  const frames = Uint8Array.from({ length: 24 }, (_, at) => (at < 12 ? 200 : 10));
  const raw = { width: 2, height: 4, channels: 3, pageHeight: 2 } as const;
  const gif = await sharp(frames, { raw })
    .gif({ delay: [100, 100] })
    .toBuffer();
  assert.equal((await sharp(gif).metadata()).pages, 2);
  assert.deepEqual(await read(gif, { channels: 1 }), [200, 200, 200, 200]);
});

for (const format of ["png", "webp", "gif", "tiff", "avif"] as const) {
  withSharp(`ImageReader reads ${format}, and says in one line that it is cut off`, async () => {
    const { default: sharp } = await loadSharp();
    const create = { width: 20, height: 20, channels: 3, background: "#808080" } as const;
    const noise = { type: "gaussian", mean: 128, sigma: 30 } as const;
    const image = await sharp({ create: { ...create, noise } })
      .toFormat(format)
      .toBuffer();
    for (const value of await read(image, { width: 1, height: 1 })) {
      assert.ok(Math.abs(value - 128) < 20, String(value));
    }
    const cut = read(image.subarray(0, image.length - 20));
    await assert.rejects(cut, ({ message }: Error) => /^[^\n]+$/.test(message));
  });
}

withSharp("ImageReader reduces a large JPEG as it is decoded, to the same picture", async () => {
  const { default: sharp } = await loadSharp();
  const pixels = Uint8Array.from({ length: 256 * 256 }, (_, at) => at % 256);
  const raw = { width: 256, height: 256, channels: 1 } as const;
  const jpeg = await sharp(pixels, { raw }).jpeg({ quality: 100 }).toBuffer();
  const size = { width: 4, height: 1, channels: 1, maxPixels: 65_536 } as const;
  const [reduced, whole] = [await read(jpeg, size), await read(jpeg, size, "jsquash")];
  for (const [at, value] of reduced.entries()) {
    assert.ok(Math.abs(value - (whole[at] as number)) <= 1, `${reduced} and ${whole}`);
  }
});
