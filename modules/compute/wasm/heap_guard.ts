import { TolariaError } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import type { KernelModule } from "./emscripten.ts";

const MIB = 2 ** 20;

/**
 * Limit for tensors in the heap, which grows to 4 GiB; the rest is for packed weights and other
 * allocations that are not counted.
 */
const TENSOR_LIMIT = 3584 * MIB;

/** Smaller requests are not checked: they fit, or larger ones follow. */
const COUNTED = MIB / 4;

/**
 * Makes allocations that do not fit fail with an error. At the end of the heap the allocator itself
 * traps, or returns 0, which the package takes for an address.
 */
export function guardHeap(module: KernelModule): void {
  // Emscripten's functions replace themselves with the compiled ones on the first call.
  module._free(module._malloc(1));
  const malloc = module._malloc;
  module._malloc = (bytes) => {
    if (bytes > COUNTED && tf.memory().numBytes + bytes > TENSOR_LIMIT) throw full(bytes);
    const at = malloc(bytes);
    if (at === 0 && bytes > 0) throw full(bytes);
    return at;
  };
}

function full(bytes: number): TolariaError {
  const [asked, inUse] = [bytes, tf.memory().numBytes].map((size) => (size / MIB).toFixed(1));
  return new TolariaError(
    "backend/unavailable",
    `The wasm heap ends at ${TENSOR_LIMIT / MIB} MiB of tensors, and ${inUse} MiB are in use: use smaller batches, a smaller network or another backend. Cannot allocate ${asked} MiB.`,
  );
}
