import type { Binding, NativeFunctions, SimdFunctions } from "./node_backend.ts";

/** Names of all functions. A function whose behavior changes gets a new name. */
const NAMES = Object.keys({
  flatten: true,
  unflatten: true,
  reshape: true,
  sum: true,
  gram: true,
  accuracy: true,
  fromArray: true,
  denseGradient: true,
  crossEntropy: true,
  adamw: true,
  lion: true,
  rmsprop: true,
  lamb: true,
  recurrence: true,
  recurrenceGradient: true,
  softmax: true,
  softmaxGradient: true,
  activation: true,
  activationGradient: true,
  transpose: true,
  add: true,
  layerNormalization: true,
  layerNormalizationGradient: true,
} satisfies Record<keyof NativeFunctions, true>) as (keyof NativeFunctions)[];

/** Names of the functions that need AVX-512, or AVX2 with FMA. */
const PRODUCTS = Object.keys({
  matmul: true,
  dense: true,
  maskedAttention: true,
  maskedAttentionGradient: true,
  conv2d: true,
  conv2dGradient: true,
  maxPool: true,
  maxPoolGradient: true,
} satisfies Record<keyof SimdFunctions, true>) as (keyof SimdFunctions)[];

/** Functions by binding: they are looked up on every call. */
const known = new WeakMap<Binding, Found>();

interface Found {
  readonly functions: NativeFunctions | undefined;
  readonly products: (NativeFunctions & SimdFunctions) | undefined;
}

/**
 * Returns the native functions; undefined on a GPU, and for a binding that is another's or older.
 */
export function nativeFunctionsOf(binding: Binding): NativeFunctions | undefined {
  return foundIn(binding).functions;
}

/**
 * Returns the SIMD functions as well; undefined if they, or {@link nativeFunctionsOf}, are missing.
 */
export function simdFunctionsOf(binding: Binding): (NativeFunctions & SimdFunctions) | undefined {
  return foundIn(binding).products;
}

function foundIn(binding: Binding): Found {
  let found = known.get(binding);
  if (!found) {
    const usable = isComplete(binding) && !binding.isUsingGpuDevice();
    const functions = usable ? (binding.tolaria as NativeFunctions & SimdFunctions) : undefined;
    const multiplies = functions && PRODUCTS.every((name) => name in functions);
    found = { functions, products: multiplies ? functions : undefined };
    known.set(binding, found);
  }
  return found;
}

/** Whether the binding has all functions, so that it was not compiled by an earlier version. */
export function isComplete({ tolaria }: Binding): boolean {
  return NAMES.every((name) => typeof tolaria?.[name] === "function");
}
