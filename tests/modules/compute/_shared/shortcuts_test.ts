import assert from "node:assert/strict";
import process from "node:process";
import { tf } from "../../../../deps.ts";
import { useShortcuts } from "../../../../modules/compute/_shared/mod.ts";
import { testUnless } from "../../../_support/suite.ts";

const LAYERS = [
  tf.layers.dense({ units: 1 }),
  tf.layers.conv2d({ filters: 1, kernelSize: 1 }),
  tf.layers.layerNormalization(),
].map((layer) => Object.getPrototypeOf(layer) as { readonly call: unknown });

const ways = () => [
  ...["Tile", "Relu", "TolariaDense", "TolariaConv2d", "Softmax"].map((name) =>
    tf.getGradient(name),
  ),
  ...LAYERS.map(({ call }) => call),
];

// Where all tests are on a backend, it is in use all along.
const inUse = process.env.TOLARIA_BACKEND && "a backend has them in use";

testUnless(inUse, "useShortcuts() puts back what was there when the last gives it back", () => {
  const before = ways();
  const giveBack = [useShortcuts(), useShortcuts()];
  const ours = ways();
  for (const [index, way] of ours.entries()) assert.notEqual(way, before[index]);
  giveBack[0]?.();
  assert.deepEqual(ways(), ours);
  giveBack[1]?.();
  assert.deepEqual(ways(), before);
});
