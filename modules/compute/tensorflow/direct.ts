import type { Binding, DirectFunctions } from "./node_backend.ts";

/** What each binding was found to have: it is asked at every call. */
const known = new WeakMap<Binding, { readonly functions: DirectFunctions | undefined }>();

/** The functions that work without ops; undefined on a GPU, and where the binding is another's or older. */
export function directOf(binding: Binding): DirectFunctions | undefined {
  let found = known.get(binding);
  if (!found) {
    found = { functions: binding.isUsingGpuDevice() ? undefined : binding.tolaria };
    known.set(binding, found);
  }
  return found.functions;
}
