import type { Binding, DirectFunctions } from "./node_backend.ts";

/** The functions that work without ops; undefined on a GPU, and where the binding is another's or older. */
export function directOf(binding: Binding): DirectFunctions | undefined {
  return binding.tolaria && !binding.isUsingGpuDevice() ? binding.tolaria : undefined;
}
