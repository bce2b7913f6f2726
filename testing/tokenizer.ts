import assert from "node:assert/strict";
import {
  type JsonObject,
  RandomStream,
  TOKENIZER,
  type Tokenizer,
  type TokenizerSource,
  TolariaError,
} from "../core/mod.ts";
import { type ContainerModule, tf } from "../deps.ts";
import { tokenizerFrom } from "../modules/mod.ts";
import { resolveProvider } from "./_support/resolve_provider.ts";
import { type SuiteOptions, suiteOf } from "./_support/suite.ts";

/** What a tokenizer is tried on. */
export interface TokenizerSuiteOptions extends SuiteOptions {
  /** Text that it is fitted to, and has ids for. @default a few lines in several scripts */
  readonly corpus?: string;
  /** Makes a tokenizer again from its `toJson()`. @default `tokenizerFrom()`, which knows those of Tolaria's own */
  readonly restore?: (json: JsonObject) => Tokenizer | Promise<Tokenizer>;
}

const CORPUS = [
  "It was the best of times, it was the worst of times; it wasn't 1859 yet.",
  "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich.\r\n\t  eins  zwei \n\n",
  "Съешь же ещё этих мягких французских булок, да выпей чаю. 我能吞下玻璃而不伤身体。",
  "👩‍👩‍👧 family, café, e\u0301, \ufeff, \ufffd, \u0000, $€¥, __proto__ toString constructor",
].join("\n");

/** Random texts that each law is tried on. */
const TEXTS = 200;

/** Checks what the ports {@link TokenizerSource} and {@link Tokenizer} oblige a provider to. */
export function conformsToTokenizer(
  module: () => ContainerModule,
  { corpus = CORPUS, restore = tokenizerFrom, ...options }: TokenizerSuiteOptions = {},
): void {
  const check = suiteOf(options);
  const source = (): Promise<TokenizerSource> => resolveProvider(TOKENIZER, module());
  const open = async (size = corpus.length) => (await source()).open(() => piecesOf(corpus, size));

  check("Tokenizer.decode() gives back the text that was encoded", async () => {
    const tokenizer = await open();
    assert.equal(tokenizer.decode(tokenizer.encode(corpus)), corpus);
    for (const text of randomTexts(corpus)) {
      const ids = encodeOrRefuse(tokenizer, text);
      if (!ids || (tokenizer.unknown !== undefined && ids.includes(tokenizer.unknown))) continue;
      assert.equal(tokenizer.decode(ids), text);
    }
  });

  check("Tokenizer.encode() gives the same ids in [0, size) for the same text", async () => {
    const tokenizer = await open();
    assert.ok(Number.isInteger(tokenizer.size) && tokenizer.size > 0);
    for (const text of [corpus, ...randomTexts(corpus)]) {
      const ids = encodeOrRefuse(tokenizer, text);
      if (!ids) continue;
      assert.ok(ids instanceof Int32Array);
      for (const id of ids) assert.ok(id >= 0 && id < tokenizer.size, `there is id ${id}`);
      assert.deepEqual(tokenizer.encode(text), ids);
    }
  });

  check("Tokenizer has no ids for an empty text, and no text for no ids", async () => {
    const tokenizer = await open();
    assert.deepEqual(tokenizer.encode(""), new Int32Array(0));
    assert.equal(tokenizer.decode([]), "");
  });

  check("Tokenizer.encode() refuses a lone surrogate", async () => {
    const tokenizer = await open();
    const message = /Character 1 is a lone surrogate \(U\+D83D\)/;
    assert.throws(() => tokenizer.encode("a\ud83d"), { code: "data/invalid", message });
  });

  check("Tokenizer.decode() takes any ids in [0, size), and no others", async () => {
    const tokenizer = await open();
    const { size } = tokenizer;
    const random = new RandomStream(1, "ids");
    for (let at = 0; at < TEXTS; at++) {
      const ids = Int32Array.from({ length: random.below(8) }, () => random.below(size));
      assert.equal(typeof tokenizer.decode(ids), "string");
    }
    for (const wrong of [-1, size, 0.5, Number.NaN]) {
      assert.throws(() => tokenizer.decode([0, wrong]), RangeError, String(wrong));
    }
  });

  check("Tokenizer.toJson() gives plain data, from which the same tokenizer is made", async () => {
    const tokenizer = await open();
    const json = tokenizer.toJson();
    const plain = JSON.parse(JSON.stringify(json));
    assert.deepEqual(plain, json);
    const { fit } = await source();
    for (const again of [await restore(plain), ...(fit ? [fit.restore(plain)] : [])]) {
      assertSame(again, tokenizer, corpus);
    }
  });

  check("TokenizerSource.open() gives the same tokenizer however the text is cut", async () => {
    const whole = await open();
    for (const size of [1, 7]) assertSame(await open(size), whole, corpus);
  });

  check("TokenizerSource.open() depends on the text if and only if it has a fit", async () => {
    const opened = await source();
    const other = await opened.open(() => piecesOf("xyzxyzxyz", 3));
    const same = JSON.stringify(other.toJson()) === JSON.stringify((await open()).toJson());
    assert.equal(same, opened.fit === undefined);
    const { options = {} } = opened.fit ?? {};
    assert.deepEqual(JSON.parse(JSON.stringify(options)), options);
  });

  check("TokenizerSource and Tokenizer have names, and create no tensors", async () => {
    const before = tf.memory().numTensors;
    const tokenizer = await open();
    tokenizer.decode(tokenizer.encode(corpus));
    assert.equal(tf.memory().numTensors, before);
    for (const { name } of [await source(), tokenizer]) assert.match(name, /^[a-z][\w.-]*$/);
  });
}

/** Compares what two tokenizers say of texts. */
function assertSame(found: Tokenizer, expected: Tokenizer, corpus: string): void {
  const facts = ({ name, size, unknown, isBytes }: Tokenizer) => [name, size, unknown, isBytes];
  assert.deepEqual(facts(found), facts(expected));
  assert.deepEqual(found.toJson(), expected.toJson());
  for (const text of [corpus, ...randomTexts(corpus)]) {
    const ids = encodeOrRefuse(expected, text);
    assert.deepEqual(encodeOrRefuse(found, text), ids);
    if (ids) assert.equal(found.decode(ids), expected.decode(ids));
  }
}

/** Ids of a text; undefined if it is refused as it should be. */
function encodeOrRefuse(tokenizer: Tokenizer, text: string): Int32Array | undefined {
  try {
    return tokenizer.encode(text);
  } catch (error) {
    if (TolariaError.is(error, "data/invalid")) return undefined;
    throw error;
  }
}

/** Characters of a corpus in another order, with some that it lacks. */
function* randomTexts(corpus: string): Generator<string> {
  const random = new RandomStream(0, "texts");
  const known = [...corpus];
  const character = () =>
    random.below(20) > 0
      ? (known[random.below(known.length)] as string)
      : String.fromCodePoint(
          ([0x7f, 0x4e00, 0x1f600][random.below(3)] as number) + random.below(64),
        );
  for (let at = 0; at < TEXTS; at++) {
    yield Array.from({ length: random.below(30) }, character).join("");
  }
}

/** Cuts a text into pieces of so many characters. */
async function* piecesOf(text: string, size: number): AsyncGenerator<string> {
  const characters = [...text];
  for (let at = 0; at < characters.length; at += size) {
    yield characters.slice(at, at + size).join("");
  }
}
