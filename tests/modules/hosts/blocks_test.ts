import assert from "node:assert/strict";
import { test } from "node:test";
import { HOST_BUILDER, type HostBuilder } from "../../../core/mod.ts";
import { Container, tf } from "../../../deps.ts";
import { type BlocksOptions, blocks } from "../../../modules/hosts/blocks/mod.ts";
import { conformsToHost } from "../../../testing/host.ts";

const dense = (units: number) => () => [tf.layers.dense({ units, activation: "tanh" })];
const TWO: BlocksOptions = {
  inputShape: [3],
  blocks: [
    { name: "first", layers: dense(4) },
    { name: "second", layers: dense(2) },
  ],
};

function builder(options: BlocksOptions): HostBuilder {
  const container = new Container();
  container.load(blocks(options));
  return container.get(HOST_BUILDER);
}

conformsToHost(() => builder(TWO));

test("blocks() gives each block the shape that the one before it has", () => {
  const host = builder(TWO).build();
  assert.deepEqual(
    host.parameters.map(({ name, variable }) => [name, variable.shape]),
    [
      ["first/dense_1/kernel", [3, 4]],
      ["first/dense_1/bias", [4]],
      ["second/dense_1/kernel", [4, 2]],
      ["second/dense_1/bias", [2]],
    ],
  );
  host.dispose();
});

test("blocks() refuses two blocks of one name", () => {
  const twice = { name: "same", layers: dense(2) };
  assert.throws(() => blocks({ inputShape: [3], blocks: [twice, twice] }), {
    message: /^"blocks" must be blocks of different names/,
  });
});

test("blocks() refuses a list without blocks", () => {
  assert.throws(() => blocks({ inputShape: [3], blocks: [] }), {
    message: '"blocks" must be a list whose length is at least 1, but is []. Cannot make blocks.',
  });
});
