import assert from "node:assert/strict";
import { test } from "node:test";
import {
  isComplete,
  nativeFunctionsOf,
  simdFunctionsOf,
} from "../../../modules/compute/tensorflow/native_functions.ts";
import type {
  Binding,
  NativeFunctions,
  SimdFunctions,
} from "../../../modules/compute/tensorflow/node_backend.ts";

const work = () => 0;

const ALL: NativeFunctions = {
  flatten: work,
  unflatten: work,
  reshape: work,
  sum: work,
  gram: work,
  accuracy: work,
  fromArray: work,
  denseGradient: work,
  crossEntropy: work,
  adamw: work,
  lion: work,
  rmsprop: work,
  lamb: work,
  recurrence: work,
  recurrenceGradient: work,
  softmax: work,
  softmaxGradient: work,
  activation: () => 0,
  activationGradient: () => 0,
  transpose: work,
  add: work,
  layerNormalization: work,
  layerNormalizationGradient: work,
};

const PRODUCTS: SimdFunctions = {
  matmul: work,
  dense: work,
  maskedAttention: work,
  maskedAttentionGradient: work,
  conv2d: work,
  conv2dGradient: work,
  maxPool: work,
  maxPoolGradient: work,
};

const bindingWith = (
  tolaria: Partial<NativeFunctions & SimdFunctions> | undefined,
  gpu = false,
): Binding => ({ tolaria, isUsingGpuDevice: () => gpu }) as unknown as Binding;

test("nativeFunctionsOf() returns the functions when a binding has all of them", () => {
  assert.equal(nativeFunctionsOf(bindingWith(ALL)), ALL);
  // Their tensors are not in the processor's memory there.
  assert.equal(nativeFunctionsOf(bindingWith(ALL, true)), undefined);
});

test("isComplete() is false for a foreign binding and for one of an earlier version", () => {
  assert.ok(isComplete(bindingWith(ALL)));
  for (const name of Object.keys(ALL) as (keyof NativeFunctions)[]) {
    const { [name]: _, ...others } = ALL;
    assert.ok(!isComplete(bindingWith(others)), name);
    assert.equal(nativeFunctionsOf(bindingWith(others)), undefined);
  }
  assert.ok(!isComplete(bindingWith(undefined)));
});

test("simdFunctionsOf() returns products when the processor supports them", () => {
  const both = { ...ALL, ...PRODUCTS };
  assert.equal(simdFunctionsOf(bindingWith(both)), both);
  assert.equal(simdFunctionsOf(bindingWith(ALL)), undefined);
  assert.equal(simdFunctionsOf(bindingWith(both, true)), undefined);
  assert.equal(simdFunctionsOf(bindingWith(PRODUCTS)), undefined);
});
