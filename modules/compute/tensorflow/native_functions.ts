import type { Binding, NativeFunctions, SimdFunctions } from "./node_backend.ts";

/** All of them, by name; one that comes to work otherwise gets another name. */
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
  softmax: true,
  softmaxGradient: true,
  transpose: true,
  add: true,
  layerNormalization: true,
  layerNormalizationGradient: true,
} satisfies Record<keyof NativeFunctions, true>) as (keyof NativeFunctions)[];

/** Those that not every processor is made for. */
const PRODUCTS = Object.keys({
  matmul: true,
  dense: true,
  attention: true,
  attentionGradient: true,
  conv2d: true,
  conv2dGradient: true,
  maxPool: true,
  maxPoolGradient: true,
} satisfies Record<keyof SimdFunctions, true>) as (keyof SimdFunctions)[];

/** What each binding was found to have: it is asked at every call. */
const known = new WeakMap<Binding, Found>();

interface Found {
  readonly functions: NativeFunctions | undefined;
  readonly products: (NativeFunctions & SimdFunctions) | undefined;
}

/** The functions that work without ops; undefined on a GPU, and where the binding is another's or older. */
export function nativeFunctionsOf(binding: Binding): NativeFunctions | undefined {
  return foundIn(binding).functions;
}

/** Products that work without ops; undefined where they, or {@link nativeFunctionsOf}, do not. */
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

/** Whether the binding has them all, and was not compiled by an earlier version. */
export function isComplete({ tolaria }: Binding): boolean {
  return NAMES.every((name) => typeof tolaria?.[name] === "function");
}
