import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import {
  DATA_SOURCE,
  type DataSource,
  type DataSplits,
  type Dataset,
  TOKENIZER,
  type Tokenizer,
} from "../../../../core/mod.ts";
import { Container, ContainerModule } from "../../../../deps.ts";
import { type TextOptions, text } from "../../../../modules/data/text/mod.ts";
import { bpe, bytes, characters } from "../../../../modules/tokenizers/mod.ts";
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

type Options = Partial<TextOptions> & Pick<TextOptions, "files">;

function make(options: Options, tokenizer = characters()): DataSource {
  const container = new Container();
  container.load(text({ length: 4, cache: false, ...options }), tokenizer);
  return container.get(DATA_SOURCE);
}

const open = (options: Options, tokenizer?: ContainerModule): Promise<DataSplits> =>
  make(options, tokenizer).open(0);

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
conformsToDataSource(() => make({ files: alphabet, validation: 0.2, memoryBytes: 0 }, bytes()), {
  skip,
});
conformsToDataSource(
  () =>
    make(
      { files: alphabet, validation: 0.2, memoryBytes: 0, cache: files.folder },
      bpe({ size: 256 }),
    ),
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
  const { train, tokenizer } = await open({ files: write("banana split") });
  // Unknown ones and " abilnpst".
  const perId = { bytes: 1, characters: 1 };
  const column = { shape: [4], dtype: "int32", classes: 10, perId } as const;
  assert.deepEqual(train.inputs, [{ name: "tokens", ...column }]);
  assert.deepEqual(train.targets, [{ name: "next", ...column }]);
  // Every four characters, as far as one follows: "plit" has none.
  const name = (id: number) => (tokenizer as Tokenizer).decode([id]);
  assert.deepEqual(await readAll(train, name), [
    ["bana", "na s"],
    ["anan", "a sp"],
  ]);
});

test("text() begins a window every stride tokens", async () => {
  const { train } = await open({ files: write("abcdefg"), stride: 1 }, bytes());
  assert.deepEqual((await readAll(train))[0], ["abcd", "bcde", "cdef"]);
  const wide = await open({ files: write("abcdefghijkl"), stride: 6 }, bytes());
  assert.deepEqual((await readAll(wide.train))[0], ["abcd", "ghij"]);
});

test("text() keeps a window within a file", async () => {
  const files = [write("abcdefg"), write("xy"), write("hijkl")];
  const { train } = await open({ files }, bytes());
  assert.deepEqual(await readAll(train), [
    ["abcd", "hijk"],
    ["bcde", "ijkl"],
  ]);
});

for (const memoryBytes of [0, 2 ** 20]) {
  const place = memoryBytes === 0 ? "on a disk" : "in memory";
  test(`text() sets the end of bytes ${place} apart`, async () => {
    const files = write("abcdefghijklmnopqrst");
    const options = { files, validation: 0.25, test: 0.25, memoryBytes };
    const splits = await open(options, bytes());
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
  assert.deepEqual(tokens, { preparation: "characters, 4 ids, windows of 2", unknown: 3 });
});

test("text() refuses ids that the tokenizer should not have given", async () => {
  const lengths = {
    name: "lengths",
    size: 6,
    encode: (all: string) => Int32Array.from(all.split(" "), (word) => word.length),
    toJson: () => ({}),
  } as unknown as Tokenizer;
  const module = new ContainerModule(({ bind }) => {
    bind(TOKENIZER).toConstantValue({ name: "lengths", open: () => lengths });
  });
  const { train } = await open({ files: write("a bb ccc dddd eeeee"), length: 3 }, module);
  const { inputs, targets } = await train.gather(Uint32Array.of(0));
  assert.deepEqual([inputs[0], targets[0]], [Int32Array.of(1, 2, 3), Int32Array.of(2, 3, 4)]);
  await assert.rejects(() => open({ files: write("toolong a b c d") }, module), {
    code: "data/invalid",
    message: /^Tokenizer "lengths" must give whole numbers from 0 to 5, but gave 7\./,
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
    /must be UTF-8, but byte 6 is not; bytes\(\) takes any bytes\./,
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

test("text() says that ids fit neither into memory nor into a folder", () =>
  fails(
    { files: write("abcdefgh"), memoryBytes: 15 },
    /^The tokens take more than "memoryBytes" of 15, and no file is kept of them/,
    "data/invalid",
  ));

test("text() fails when a file was written to after it was opened", async () => {
  const path = write("abcdefgh");
  const { train } = await open({ files: path, memoryBytes: 0 }, bytes());
  appendFileSync(path, "more");
  assert.throws(() => train.gather(Uint32Array.of(0)), { code: "data/changed" });
});

test("text() refuses options that make no sense", () => {
  assert.throws(() => make({ files: "a.txt", length: 0 }), { code: "options/invalid" });
  assert.throws(() => make({ files: "a.txt", validation: 0.6, test: 0.5 }), {
    message: /^"test" must be a share that leaves text to train on/,
  });
});
