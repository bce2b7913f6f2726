import assert from "node:assert/strict";
import { test } from "node:test";
import { directOf, isComplete, productsOf } from "../../../modules/compute/tensorflow/direct.ts";
import type {
  Binding,
  DirectFunctions,
  DirectProducts,
} from "../../../modules/compute/tensorflow/node_backend.ts";

const work = () => 0;

const ALL: DirectFunctions = {
  flatten: work,
  pieces: work,
  reshaped: work,
  accuracy: work,
  copied: work,
  denseGradient: work,
  crossEntropy: work,
  adamw: work,
  softmax: work,
  softmaxGradient: work,
  transposed: work,
  added: work,
  layerNormalization: work,
  layerNormalizationGradient: work,
};

const PRODUCTS: DirectProducts = {
  multiplied: work,
  dense: work,
  attention: work,
  attentionGradient: work,
  conv2d: work,
  conv2dGradient: work,
  maxPool: work,
  maxPoolGradient: work,
};

const bindingWith = (
  tolaria: Partial<DirectFunctions & DirectProducts> | undefined,
  gpu = false,
): Binding => ({ tolaria, isUsingGpuDevice: () => gpu }) as unknown as Binding;

test("directOf() gives the functions of a binding that has them all", () => {
  assert.equal(directOf(bindingWith(ALL)), ALL);
  // Their tensors are not in the processor's memory there.
  assert.equal(directOf(bindingWith(ALL, true)), undefined);
});

test("isComplete() tells a binding that is another's, or was compiled by an earlier version", () => {
  assert.ok(isComplete(bindingWith(ALL)));
  for (const name of Object.keys(ALL) as (keyof DirectFunctions)[]) {
    const { [name]: _, ...others } = ALL;
    assert.ok(!isComplete(bindingWith(others)), name);
    assert.equal(directOf(bindingWith(others)), undefined);
  }
  assert.ok(!isComplete(bindingWith(undefined)));
});

test("productsOf() gives products where the processor is made for them", () => {
  const both = { ...ALL, ...PRODUCTS };
  assert.equal(productsOf(bindingWith(both)), both);
  assert.equal(productsOf(bindingWith(ALL)), undefined);
  assert.equal(productsOf(bindingWith(both, true)), undefined);
  assert.equal(productsOf(bindingWith(PRODUCTS)), undefined);
});
