import type { Binding, DirectFunctions, DirectProducts } from "./node_backend.ts";

/** All of them, by name; one that comes to work otherwise gets another name. */
const NAMES = Object.keys({
  flatten: true,
  pieces: true,
  reshaped: true,
  accuracy: true,
  copied: true,
  denseGradient: true,
  crossEntropy: true,
  adamw: true,
  softmax: true,
  softmaxGradient: true,
  transposed: true,
  layerNormalization: true,
  layerNormalizationGradient: true,
} satisfies Record<keyof DirectFunctions, true>) as (keyof DirectFunctions)[];

/** What each binding was found to have: it is asked at every call. */
const known = new WeakMap<Binding, { readonly functions: DirectFunctions | undefined }>();

/** The functions that work without ops; undefined on a GPU, and where the binding is another's or older. */
export function directOf(binding: Binding): DirectFunctions | undefined {
  let found = known.get(binding);
  if (!found) {
    const usable = isComplete(binding) && !binding.isUsingGpuDevice();
    found = { functions: usable ? (binding.tolaria as DirectFunctions) : undefined };
    known.set(binding, found);
  }
  return found.functions;
}

/** Products that work without ops; undefined where they, or {@link directOf}, do not. */
export function productsOf(binding: Binding): (DirectFunctions & DirectProducts) | undefined {
  const functions: Binding["tolaria"] = directOf(binding);
  return functions?.multiplied ? (functions as DirectFunctions & DirectProducts) : undefined;
}

/** Whether the binding has them all, and was not compiled by an earlier version. */
export function isComplete({ tolaria }: Binding): boolean {
  return NAMES.every((name) => typeof tolaria?.[name] === "function");
}
