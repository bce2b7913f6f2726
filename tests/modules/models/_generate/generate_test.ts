import assert from "node:assert/strict";
import { join } from "node:path";
import { before, test } from "node:test";
import {
  disposeModel,
  HOST_BUILDER,
  type Host,
  RandomStream,
  withSeededMathRandom,
} from "../../../../core/mod.ts";
import { Container, tf } from "../../../../deps.ts";
import { readWeights } from "../../../../modules/_weights/mod.ts";
import { type GenerateOptions, type GptOptions, generate, gpt } from "../../../../modules/mod.ts";
import { KeptKeys, WholeWindow } from "../../../../modules/models/_generate/decoders.ts";
import { tokenNetwork } from "../../../../modules/models/_generate/network.ts";
import { assertClose, take } from "../../../../testing/_support/tensors.ts";
import { useTestBackend } from "../../../../testing/_support/test_backend.ts";

const FIXTURES = join(import.meta.dirname, "../../../fixtures/gpt2");
const SMALL = { layers: 2, heads: 3, width: 12, context: 8, vocabulary: 13 };

before(useTestBackend);

/** Runs `work` with a network; fails if it leaves tensors behind. */
async function withNetwork(
  options: GptOptions,
  work: (model: tf.LayersModel) => Promise<void>,
): Promise<void> {
  const before = tf.memory().numTensors;
  const container = new Container();
  container.load(gpt(options));
  const builder = container.get(HOST_BUILDER);
  await builder.open?.();
  const random = new RandomStream(3, "weights");
  const host: Host = withSeededMathRandom(random, () => builder.build());
  // Larger than they start, so that the scores differ.
  for (const { variable } of options.from === undefined ? host.parameters : []) {
    tf.tidy(() => variable.assign(variable.mul(8)));
  }
  const model = host.toModel?.() as tf.LayersModel;
  host.dispose();
  try {
    await work(model);
  } finally {
    disposeModel(model);
  }
  assert.equal(tf.memory().numTensors, before, "tensors left behind");
}

test("generate() goes on as transformers does when it is greedy", () =>
  withNetwork({ from: join(FIXTURES, "model.safetensors"), heads: 3 }, async (model) => {
    const found = (await readWeights(join(FIXTURES, "expected.safetensors"))).get("greedy");
    const rows = [0, 8].map((from) => [...(found?.data ?? [])].slice(from, from + 8));
    for (const row of rows) {
      for (const cache of [true, false]) {
        const options = { tokens: 6, temperature: 0, cache };
        const { tokens, cached } = await generate(model, row.slice(0, 2), options);
        assert.deepEqual(tokens, row.slice(2));
        assert.equal(cached, cache);
      }
    }
  }));

test("generate() draws the same tokens with and without kept keys, far beyond the context", () =>
  withNetwork(SMALL, async (model) => {
    const run = async (options: GenerateOptions) => {
      const { tokens } = await generate(model, [1, 2, 3], { tokens: 20, ...options });
      return tokens;
    };
    for (const options of [{ temperature: 0 }, { seed: 4 }, { seed: 5, topK: 4, topP: 0.9 }]) {
      const kept = await run(options);
      assert.equal(kept.length, 20);
      assert.deepEqual(await run({ ...options, cache: false }), kept);
      assert.deepEqual(await run(options), kept);
    }
    assert.notDeepEqual(await run({ seed: 4 }), await run({ seed: 5 }));
  }));

test("generate() takes the last tokens of a prompt that is longer than the context", () =>
  withNetwork(SMALL, async (model) => {
    const long = Array.from({ length: 30 }, (_, at) => (at * 5) % 13);
    for (const cache of [true, false]) {
      const whole = await generate(model, long, { tokens: 1, temperature: 0, cache });
      const end = await generate(model, long.slice(-8), { tokens: 1, temperature: 0, cache });
      assert.deepEqual(whole.tokens, end.tokens);
    }
  }));

test("KeptKeys scores a window as the whole network does, in chunks and when it goes on", () =>
  withNetwork(SMALL, async (model) => {
    const network = tokenNetwork(model);
    using whole = new WholeWindow(network);
    using kept = new KeptKeys(network, 3);
    // The first 8 places in three chunks, then another start, and two that go on.
    const ids = [1, 5, 2, 9, 4, 4, 0, 12];
    for (const window of [ids, [7, 5, 2], [7, 5, 2, 3], [7, 5, 2, 3, 1, 1, 1]]) {
      const [found, wanted] = [kept, whole].map((scorer) => take(scorer.score(window)));
      assertClose(found ?? [], wanted ?? [], 1e-5);
    }
  }));

test("generate() streams text, and ends when its signal says so", () =>
  withNetwork(SMALL, async (model) => {
    const letters = "abcdefghijklm";
    const tokenizer = {
      encode: (text: string) => [...text].map((letter) => letters.indexOf(letter)),
      decode: (ids: ArrayLike<number>) => Array.from(ids, (id) => letters[id]).join(""),
    };
    const pieces: string[] = [];
    const controller = new AbortController();
    const { text, tokens, interrupted } = await generate(model, "abc", {
      tokens: 50,
      tokenizer,
      signal: controller.signal,
      onToken: ({ text }) => {
        pieces.push(text);
        if (pieces.length === 5) controller.abort();
      },
    });
    assert.equal(pieces.join(""), text);
    assert.equal(text, tokenizer.decode(tokens));
    assert.deepEqual([text.length, interrupted], [5, true]);
  }));

test("generate() computes all places when a layer mixes them", async () => {
  const ids = tf.input({ shape: [4], dtype: "int32" });
  const vectors = tf.layers
    .embedding({ inputDim: 5, outputDim: 3 })
    .apply(ids) as tf.SymbolicTensor;
  const mixed = tf.layers.simpleRNN({ units: 3, returnSequences: true }).apply(vectors);
  const scores = tf.layers.dense({ units: 5 }).apply(mixed as tf.SymbolicTensor);
  const model = tf.model({ inputs: ids, outputs: scores as tf.SymbolicTensor });
  const { tokens, cached } = await generate(model, [1], { tokens: 6 });
  assert.deepEqual([tokens.length, cached], [6, false]);
  model.dispose();
});

test("generate() refuses models that predict no tokens, or see what they are to predict", async () => {
  const x = tf.input({ shape: [4] });
  const flat = tf.model({
    inputs: x,
    outputs: tf.layers.dense({ units: 2 }).apply(x) as tf.SymbolicTensor,
  });
  await assert.rejects(generate(flat, [1]), {
    code: "model/invalid",
    message:
      /^It must map ids \[T\] to scores \[T, V\], but maps \[4\] to \[2\]\. Cannot generate text/,
  });
  const steps = tf.layers.embedding({ inputDim: 5, outputDim: 3 }).apply(x) as tf.SymbolicTensor;
  const rnn = tf.layers.simpleRNN({ units: 3, returnSequences: true }) as tf.RNN;
  const both = tf.layers.bidirectional({ layer: rnn, name: "both", mergeMode: "sum" });
  const seeing = tf.model({ inputs: x, outputs: both.apply(steps) as tf.SymbolicTensor });
  await assert.rejects(generate(seeing, [1]), {
    code: "model/invalid",
    message: /^Its layer "both" sees the tokens that it is to predict\./,
  });
});

test("generate() refuses prompts and options that it cannot use", () =>
  withNetwork(SMALL, async (model) => {
    const refused: readonly (readonly [string | number[], GenerateOptions, string, RegExp])[] = [
      [[], {}, "data/invalid", /^The prompt must have at least one token, but is empty/],
      [
        [13],
        {},
        "data/invalid",
        /^Ids of the prompt must be whole numbers from 0 to 12, but one is 13/,
      ],
      ["a", {}, "options/invalid", /^The model folder has no tokenizer/],
      [[1], { temperature: -1 }, "options/invalid", /^"temperature" must be at least 0, but is -1/],
      [[1], { topP: 0 }, "options/invalid", /^"topP" must be greater than 0, but is 0/],
      [[1], { topK: 0 }, "options/invalid", /^"topK" must be at least 1, but is 0/],
    ];
    for (const [prompt, options, code, message] of refused) {
      await assert.rejects(generate(model, prompt, options), { code, message });
    }
  }));

test("generate() says which score is no number", () =>
  withNetwork(SMALL, async (model) => {
    const weight = model.weights.find(({ name }) => name.includes("norm/beta"));
    tf.tidy(() => {
      weight?.write(tf.fill([12], Number.NaN));
    });
    await assert.rejects(generate(model, [1]), {
      code: "model/invalid",
      message: /^The score of token 0 is NaN: the weights of the model are damaged/,
    });
  }));

test("generate() ends before the id of a token and before a text", () =>
  withNetwork(SMALL, async (model) => {
    const tokenizer = {
      encode: (text: string) => [...text].map((letter) => letter.charCodeAt(0) - 97),
      decode: (ids: ArrayLike<number>) => String.fromCharCode(...Array.from(ids, (id) => id + 97)),
    };
    const options = { tokens: 20, seed: 4, tokenizer };
    const whole = await generate(model, "bcd", options);
    assert.equal(whole.stopped, undefined);
    const id = whole.tokens[5] as number;
    const first = whole.tokens.indexOf(id);
    const byId = await generate(model, "bcd", { ...options, stop: id });
    assert.deepEqual(byId.tokens, whole.tokens.slice(0, first));
    assert.deepEqual([byId.stopped, byId.interrupted], [id, false]);
    const stop = whole.text.slice(7, 9);
    const at = whole.text.indexOf(stop);
    const read: string[] = [];
    const onToken = ({ text }: { readonly text: string }) => read.push(text);
    const byText = await generate(model, "bcd", { ...options, stop: ["xyz", stop], onToken });
    assert.equal(byText.text, whole.text.slice(0, at));
    assert.equal(read.join(""), byText.text);
    assert.deepEqual([byText.stopped, byText.tokens.length], [stop, at + 2]);
  }));

test("generate() refuses what can never end it", () =>
  withNetwork(SMALL, async (model) => {
    await assert.rejects(generate(model, [1], { stop: 13 }), {
      code: "options/invalid",
      message: 'Ids in "stop" must be at most 12, but one is 13. Cannot generate text.',
    });
    await assert.rejects(generate(model, [1], { stop: "end" }), {
      code: "options/invalid",
      message: /^The model folder has no tokenizer: .* or ids in "stop"\./,
    });
    await assert.rejects(generate(model, [1], { stop: "" }), { code: "options/invalid" });
  }));
