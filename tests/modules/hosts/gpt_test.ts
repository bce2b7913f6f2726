import assert from "node:assert/strict";
import { join } from "node:path";
import { before, test } from "node:test";
import {
  type Column,
  HOST_BUILDER,
  type Host,
  type HostBuilder,
  RandomStream,
  withSeededMathRandom,
} from "../../../core/mod.ts";
import { Container, tf } from "../../../deps.ts";
import { readWeights } from "../../../modules/_weights/mod.ts";
import { gpt2Name } from "../../../modules/hosts/gpt/gpt2_file.ts";
import { type GptOptions, gpt } from "../../../modules/hosts/gpt/mod.ts";
import { assertClose, leavesNoTensors } from "../../../testing/_support/tensors.ts";
import { useTestBackend } from "../../../testing/_support/test_backend.ts";
import { conformsToHost } from "../../../testing/host.ts";

const SMALL = { layers: 2, heads: 3, width: 12, context: 8, vocabulary: 13 };
const FIXTURES = join(import.meta.dirname, "../../fixtures/gpt2");

function builder(options: GptOptions): HostBuilder {
  const container = new Container();
  container.load(gpt(options));
  return container.get(HOST_BUILDER);
}

async function build(options: GptOptions): Promise<Host> {
  const made = builder(options);
  await made.open?.();
  return withSeededMathRandom(new RandomStream(1, "weights"), () => made.build());
}

before(useTestBackend);

conformsToHost(() => builder({ ...SMALL, dropout: 0.3, slots: true }));
conformsToHost(() => builder({ ...SMALL, tied: false }));

const expected = () => readWeights(join(FIXTURES, "expected.safetensors"));

/** The first 8 of the 9 tokens of each row of the fixture, and the last 8. */
async function tokensOf(): Promise<readonly [tf.Tensor2D, tf.Tensor2D]> {
  const rows = tf.tensor2d([...((await expected()).get("tokens")?.data ?? [])], [2, 9], "int32");
  const parts = [rows.slice([0, 0], [2, 8]), rows.slice([0, 1], [2, 8])] as const;
  rows.dispose();
  return parts;
}

for (const { from, logits, tied } of [
  { from: "model.safetensors", logits: "logits", tied: true },
  { from: "base.safetensors", logits: "logits", tied: true },
  { from: "untied.safetensors", logits: "untied_logits", tied: false },
]) {
  test(`gpt() gives the logits of GPT2LMHeadModel when it starts from ${from}`, async () => {
    const host = await build({ from: join(FIXTURES, from), heads: 3, tied });
    assert.deepEqual(host.inputShapes, [[8]]);
    assert.deepEqual(host.outputShapes, [[8, 13]]);
    assert.equal(host.hasOwnWeights, true);
    const [tokens] = await tokensOf();
    const wanted = (await expected()).get(logits);
    leavesNoTensors(() => {
      const [output] = tf.tidy(() => [...host.forward([tokens], false)]) as [tf.Tensor];
      assert.deepEqual(output.shape, wanted?.shape);
      assertClose(output.dataSync(), wanted?.data ?? [], 1e-4);
      output.dispose();
    });
    host.dispose();
  });
}

test("gpt() has the gradients that PyTorch has when the loss is the cross-entropy of the next token", async () => {
  const host = await build({ from: join(FIXTURES, "model.safetensors"), heads: 3 });
  const wanted = await expected();
  const [tokens, next] = await tokensOf();
  const { value, grads } = tf.variableGrads(
    () => {
      const [logits] = host.forward([tokens], true) as [tf.Tensor];
      const targets = tf.oneHot(next.flatten(), 13);
      return tf.losses.softmaxCrossEntropy(targets, logits.reshape([16, 13]));
    },
    host.parameters.map(({ variable }) => variable),
  );
  assertClose(value.dataSync(), wanted.get("loss")?.data ?? [], 1e-5);
  assert.equal(host.parameters.length, 28);
  for (const { name, variable } of host.parameters) {
    const gradient = wanted.get(`gradient.${gpt2Name(name)}`);
    assertClose(grads[variable.name]?.dataSync() ?? [], gradient?.data ?? [], 1e-4, name);
  }
  host.dispose();
});

test("gpt() takes the first positions of a file when the context is shorter", async () => {
  const host = await build({ from: join(FIXTURES, "model.safetensors"), heads: 3, context: 5 });
  const [tokens] = await tokensOf();
  const [output] = host.forward([tokens.slice([0, 0], [2, 5])], false) as [tf.Tensor];
  // A place does not see those behind it, so its logits are the same.
  const wanted = tf.tensor([...((await expected()).get("logits")?.data ?? [])], [2, 8, 13]);
  assertClose(output.dataSync(), wanted.slice([0, 0, 0], [2, 5, 13]).dataSync(), 1e-4);
  host.dispose();
});

test("gpt() has as many weights as GPT-2 when it has its sizes", async () => {
  // Of a small one: wte 13*12, wpe 8*12, and 2 blocks of 12*12*12 in matrices, 13*12 in biases and scales, and ln_f 2*12.
  const host = await build(SMALL);
  const count = host.parameters.reduce((sum, { variable }) => sum + variable.size, 0);
  assert.equal(count, 156 + 96 + 2 * (1728 + 156) + 24);
  host.dispose();
});

test("gpt() starts as GPT-2 does", async () => {
  const host = await build({ ...SMALL, width: 96, layers: 2 });
  const deviation = (name: string) => {
    const found = host.parameters.find((parameter) => parameter.name === name);
    return Math.sqrt(tf.moments(found?.variable as tf.Tensor).variance.dataSync()[0] as number);
  };
  // 96 * 384 draws: the deviation of a sample lies within 2 % of 0.02, and 0.02 / sqrt(4) for what is added.
  assert.ok(Math.abs(deviation("block1/expand/kernel") / 0.02 - 1) < 0.02);
  assert.ok(Math.abs(deviation("block2/contract/kernel") / 0.01 - 1) < 0.02);
  assert.ok(Math.abs(deviation("block1/projection/kernel") / 0.01 - 1) < 0.05);
  assert.ok(Math.abs(deviation("embedding/token/embeddings") / 0.02 - 1) < 0.1);
  assert.equal(deviation("block1/norm1/gamma"), 0);
  host.dispose();
});

test("gpt() lets matrices decay alone", async () => {
  const host = await build(SMALL);
  for (const { name, variable, decays } of host.parameters) {
    assert.equal(decays ?? variable.rank > 1, /kernel|embeddings/.test(name), name);
  }
  host.dispose();
});

test("gpt() takes context and vocabulary of the data when they are left out", () => {
  const column = { shape: [6], dtype: "int32", classes: 11 } as const;
  const data = {
    inputs: [{ name: "tokens", ...column }] as readonly Column[],
    targets: [{ name: "next", ...column }] as readonly Column[],
  };
  const host = builder({ layers: 1, heads: 1, width: 4 }).build(data);
  assert.deepEqual([host.inputShapes, host.outputShapes], [[[6]], [[6, 11]]]);
  host.dispose();
});

test("gpt() does not see later tokens", async () => {
  const host = await build({ ...SMALL, slots: true });
  const tokens = tf.tensor2d([[1, 2, 3, 4, 5, 6, 7, 8]], [1, 8], "int32");
  const other = tf.tensor2d([[1, 2, 3, 4, 9, 9, 9, 9]], [1, 8], "int32");
  const [first, second] = [tokens, other].map((ids) =>
    (host.forward([ids], false)[0] as tf.Tensor).slice([0, 0, 0], [1, 4, 13]).dataSync(),
  );
  assertClose(first ?? [], second ?? [], 1e-6);
  host.dispose();
});

const REFUSED: readonly (readonly [GptOptions, RegExp])[] = [
  [
    { heads: 2, width: 4 },
    /^"layers" must be a whole number of at least 1, unless "from" is given, but is undefined\. Cannot make gpt\.$/,
  ],
  [
    { ...SMALL, heads: 5 },
    /^"heads" must be a divisor of the width 12, but is 5\. Cannot make gpt\.$/,
  ],
  [{ ...SMALL, dropout: 1 }, /^"dropout" must be less than 1, but is 1\. Cannot make gpt\.$/],
  [{ ...SMALL, layers: 0 }, /^"layers" must be at least 1, but is 0\. Cannot make gpt\.$/],
];

for (const [options, message] of REFUSED) {
  test(`gpt() refuses ${JSON.stringify(options)}`, () => {
    assert.throws(() => gpt(options), { code: "options/invalid", message });
  });
}

test("gpt() names what the data do not say", () => {
  assert.throws(() => builder({ ...SMALL, context: undefined } as GptOptions).build(), {
    code: "options/invalid",
    message: /^"context" must be given, as the data do not say it/,
  });
});

test("gpt() names weights that a file misses, has besides or has in other shapes", async () => {
  const from = join(FIXTURES, "untied.safetensors");
  await assert.rejects(build({ from, heads: 3 }), {
    code: "model/invalid",
    message: /"lm_head.weight" is another than "wte.weight": set "tied" to false/,
  });
  const model = join(FIXTURES, "model.safetensors");
  await assert.rejects(build({ from: model, heads: 3, tied: false }), {
    code: "model/invalid",
    message: /missing: lm_head\.weight/,
  });
  await assert.rejects(build({ from: model, heads: 3, layers: 1 }), {
    code: "model/invalid",
    message: /unexpected: h\.1\.ln_1\.weight/,
  });
  await assert.rejects(build({ from: model, heads: 3, context: 9 }), {
    code: "model/invalid",
    message: /wrong shape: wpe\.weight must be \[9, 12\], but is \[8, 12\]/,
  });
  await assert.rejects(build({ from: model }), {
    code: "options/invalid",
    message: /^"heads" must be given, as the width 12 of the file is no multiple of 64/,
  });
  await assert.rejects(build({ from: join(FIXTURES, "expected.safetensors"), heads: 3 }), {
    code: "model/invalid",
    message: /[Ii]t has no "wte\.weight": it is no GPT-2/,
  });
});
