import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import {
  DATA_SOURCE,
  type DataSource,
  type DataSplits,
  type Dataset,
} from "../../../../core/mod.ts";
import { Container } from "../../../../deps.ts";
import { type TextOptions, text } from "../../../../modules/data/text/mod.ts";
import { conformsToDataSource } from "../../../../testing/data_source.ts";
import { TemporaryFiles } from "../../../_support/data/idx_files.ts";

const files = new TemporaryFiles();
after(() => files[Symbol.dispose]());
let written = 0;

function write(content: string | Uint8Array): string {
  written += 1;
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  return files.write(`${written}.txt`, bytes);
}

function make(options: Partial<TextOptions> & Pick<TextOptions, "files">): DataSource {
  const container = new Container();
  container.load(text({ length: 4, ...options }));
  return container.get(DATA_SOURCE);
}

const open = (options: Partial<TextOptions> & Pick<TextOptions, "files">): Promise<DataSplits> =>
  make(options).open(0);

/** 200 different characters. */
const ALPHABET = Array.from({ length: 200 }, (_, at) => String.fromCodePoint(0x100 + at)).join("");

const skip = [
  {
    test: "DataSource.open() gives another split for another seed",
    reason: "a share is the end of the text: windows drawn from all over it would overlap",
  },
];

const alphabet = write(ALPHABET);
const apart = write("xyzab");
conformsToDataSource(() => make({ files: alphabet, validation: apart }), { skip });
conformsToDataSource(
  () => make({ files: alphabet, tokens: "bytes", validation: 0.2, memoryBytes: 0 }),
  { skip },
);

/** What the ids of windows and of the tokens that follow stand for, window by window. */
async function readAll(dataset: Dataset, name: (id: number) => string = String.fromCodePoint) {
  const all = Uint32Array.from({ length: dataset.size }, (_, index) => index);
  const { inputs, targets } = await dataset.gather(all);
  const [length = 0] = dataset.inputs[0]?.shape ?? [];
  const texts = (ids: ArrayLike<number> = []) =>
    Array.from(all, (index) =>
      Array.from({ length }, (_, at) => name(ids[index * length + at] as number)).join(""),
    );
  return [texts(inputs[0]), texts(targets[0])];
}

test("text() gives windows of characters, and for each the one that follows", async () => {
  const { train, preparation } = await open({ files: write("banana split") });
  const categories = ["\ufffd", " ", "a", "b", "i", "l", "n", "p", "s", "t"];
  const column = { shape: [4], dtype: "int32", classes: 10, categories } as const;
  assert.deepEqual(train.inputs, [{ name: "tokens", ...column }]);
  assert.deepEqual(train.targets, [{ name: "next", ...column }]);
  // Every four characters, as far as one follows: "plit" has none.
  const name = (id: number) => categories[id] as string;
  assert.deepEqual(await readAll(train, name), [
    ["bana", "na s"],
    ["anan", "a sp"],
  ]);
  const kind = { version: 1, kind: "text", tokens: "characters" };
  assert.deepEqual(preparation, { ...kind, classes: 10, categories });
});

test("text() begins a window every stride tokens", async () => {
  const { train } = await open({ files: write("abcdefg"), tokens: "bytes", stride: 1 });
  assert.deepEqual((await readAll(train))[0], ["abcd", "bcde", "cdef"]);
  const wide = await open({ files: write("abcdefghijkl"), tokens: "bytes", stride: 6 });
  assert.deepEqual((await readAll(wide.train))[0], ["abcd", "ghij"]);
});

test("text() keeps a window within a file", async () => {
  const { train } = await open({
    files: [write("abcdefg"), write("xy"), write("hijkl")],
    tokens: "bytes",
  });
  assert.deepEqual(await readAll(train), [
    ["abcd", "hijk"],
    ["bcde", "ijkl"],
  ]);
});

for (const memoryBytes of [0, 2 ** 20]) {
  const place = memoryBytes === 0 ? "on a disk" : "in memory";
  test(`text() sets the end of bytes ${place} apart`, async () => {
    const files = write("abcdefghijklmnopqrst");
    const options = { files, tokens: "bytes", validation: 0.25, test: 0.25, memoryBytes } as const;
    const splits = await open(options);
    assert.deepEqual(await readAll(splits.train), [
      ["abcd", "efgh"],
      ["bcde", "fghi"],
    ]);
    assert.deepEqual(await readAll(splits.validation as Dataset), [["klmn"], ["lmno"]]);
    assert.deepEqual(await readAll(splits.test as Dataset), [["pqrs"], ["qrst"]]);
    assert.equal(splits.train.blocks !== undefined, memoryBytes === 0);
    await splits.dispose?.();
  });
}

test("text() learns characters from the training text alone, and counts the others", async () => {
  const validation = write("abc😀dd");
  const splits = await open({ files: write("aabbccaabb"), validation, length: 2 });
  const ids = await splits.validation?.gather(Uint32Array.of(0, 1, 2).subarray(0, 2));
  assert.deepEqual(ids?.inputs[0], Int32Array.of(1, 2, 3, 0));
  const { tokens } = splits.describe?.().columns ?? {};
  assert.deepEqual(tokens, {
    preparation: "characters, windows of 2",
    categories: ["\ufffd", "a", "b", "c"],
    unknown: 3,
  });
});

test("text() takes the tokens of a tokenizer", async () => {
  const lengths = {
    name: "lengths",
    size: 6,
    encode: (all: string) => all.split(" ").map((word) => word.length),
  };
  const { train } = await open({ files: write("a bb ccc dddd eeeee"), tokens: lengths, length: 3 });
  const { inputs, targets } = await train.gather(Uint32Array.of(0));
  assert.deepEqual([inputs[0], targets[0]], [Int32Array.of(1, 2, 3), Int32Array.of(2, 3, 4)]);
  await assert.rejects(() => open({ files: write("toolong a b c d"), tokens: lengths }), {
    code: "data/invalid",
    message: /^Tokenizer "lengths" must give whole numbers from 0 to 5, but gave 7 for token 0\./,
  });
});

const fails = (options: Parameters<typeof open>[0], message: RegExp, code = "data/corrupt") =>
  assert.rejects(() => open(options), { code, message });

for (const [what, content, message] of [
  ["is empty", "", /^It is empty\. Cannot read ".*\.txt"\.$/],
  ["is compressed", gzipSync("some text"), /it is compressed \(gzip\)/i],
  ["is UTF-16", Buffer.from("\ufeffsome text", "utf16le"), /must be UTF-8 text, but is UTF-16LE/],
  [
    "has a byte that is no UTF-8",
    Buffer.from("some t\xe4xt", "latin1"),
    /must be UTF-8, but byte 6 is not\./,
  ],
  ["has bytes of 0", Buffer.from("some\0text"), /must be UTF-8 text, but is binary/],
] as const) {
  test(`text() names a file that ${what}`, () => fails({ files: write(content) }, message));
}

test("text() leaves out a byte order mark", async () => {
  const { train } = await open({ files: write("\ufeffabcde") });
  assert.equal(train.inputs[0]?.classes, 6);
});

test("text() says that a text is too short for a window", async () => {
  await fails(
    { files: write("abcd") },
    /^A window of 4 tokens and the one that follows need 5, but the longest text has 4\. Cannot train on it\.$/,
    "data/invalid",
  );
  await fails(
    { files: write("abcdefgh"), validation: 0.25 },
    /Cannot validate on it\.$/,
    "data/invalid",
  );
});

test("text() says that characters do not fit into memory", () =>
  fails(
    { files: write("abcdefgh"), memoryBytes: 4 },
    /set tokens to "bytes", or raise it/,
    "data/invalid",
  ));

test("text() fails when a file was written to after it was opened", async () => {
  const path = write("abcdefgh");
  const { train } = await open({ files: path, tokens: "bytes", memoryBytes: 0 });
  appendFileSync(path, "more");
  assert.throws(() => train.gather(Uint32Array.of(0)), { code: "data/changed" });
});

test("text() refuses options that make no sense", () => {
  assert.throws(() => make({ files: "a.txt", length: 0 }), { code: "options/invalid" });
  assert.throws(() => make({ files: "a.txt", validation: 0.6, test: 0.5 }), {
    message: /^"test" must be a share that leaves text to train on/,
  });
  assert.throws(() => make({ files: "a.txt", tokens: { name: "none" } as never }), {
    message: /^"tokens" must be one of "characters", "bytes" or a tokenizer/,
  });
});
