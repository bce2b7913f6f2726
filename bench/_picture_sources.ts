import { openAsBlob, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createTarDecoder, packTar } from "modern-tar";
import { loadSharp } from "../deps_optional.ts";
import { hashed, image, imageFolder, webdataset } from "../modules/mod.ts";
import type { DataTask } from "./_data_task.ts";

const SIDE = 32;
const CLASSES = 9;

/** Bytes of pictures at most: more of the same would measure nothing else. */
const MAX_BYTES = 100e6;

/** The 3,786 PNGs of 64 x 64 pixels of emoji-datasource-twitter. */
function pictures(): string {
  const { resolve } = createRequire(import.meta.url);
  return join(dirname(resolve("emoji-datasource-twitter/emoji.json")), "img/twitter/64");
}

/** A shard in which the pictures come again and again. */
async function packPictures(folder: string, bytes: number): Promise<readonly string[]> {
  const names = readdirSync(pictures());
  const entries: Parameters<typeof packTar>[0][number][] = [];
  for (let size = 0; size < Math.min(bytes, MAX_BYTES); ) {
    const body = readFileSync(join(pictures(), names[entries.length % names.length] as string));
    const name = `${entries.length}.png`;
    entries.push({ header: { name, size: body.length, type: "file" as const }, body });
    size += body.length;
  }
  const path = join(folder, "pictures.tar");
  writeFileSync(path, await packTar(entries));
  return [path];
}

/** Decodes and resizes as sharp does it by itself, in one thread. */
async function decoder(): Promise<(bytes: Uint8Array) => Promise<unknown>> {
  const { default: sharp } = await loadSharp();
  sharp.concurrency(1);
  sharp.cache(false);
  return (bytes) =>
    sharp(bytes).flatten({ background: "white" }).resize(SIDE, SIDE).raw().toBuffer();
}

async function* decodeFolder([folder = ""]: readonly string[]): AsyncGenerator<number> {
  const decode = await decoder();
  for (const name of readdirSync(folder).sort()) {
    await decode(readFileSync(join(folder, name)));
    yield 1;
  }
}

async function* decodeTar([path = ""]: readonly string[]): AsyncGenerator<number> {
  const decode = await decoder();
  const entries = (await openAsBlob(path)).stream().pipeThrough(createTarDecoder());
  for await (const { body } of entries as unknown as AsyncIterable<{ body: ReadableStream }>) {
    await decode(new Uint8Array(await new Response(body).arrayBuffer()));
    yield 1;
  }
}

/** Sources of pictures, beside sharp alone and modern-tar with sharp. */
export const PICTURE_TASKS: Readonly<Record<string, DataTask>> = {
  imageFolder: {
    inputShape: [SIDE, SIDE, 3],
    classes: CLASSES,
    write: () => [pictures()],
    alone: decodeFolder,
    open: ([folder = ""], cache) =>
      imageFolder({
        folder,
        cache,
        inputs: { image: image({ size: [SIDE, SIDE] }) },
        targets: { file_name: hashed(CLASSES) },
      }),
  },
  webdataset: {
    inputShape: [SIDE, SIDE, 3],
    classes: CLASSES,
    write: packPictures,
    alone: decodeTar,
    open: (shards, cache) =>
      webdataset({
        shards,
        cache,
        inputs: { image: image({ field: "png", size: [SIDE, SIDE] }) },
        targets: { key: hashed(CLASSES) },
      }),
  },
};
