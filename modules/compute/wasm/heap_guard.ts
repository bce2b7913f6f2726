import { TolariaError } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import type { KernelModule } from "./emscripten.ts";

const MIB = 2 ** 20;

/**
 * What tensors may have of the 4 GiB that the heap can grow to; the rest is for packed weights and the like,
 * which nobody counts.
 */
const TENSOR_LIMIT = 3584 * MIB;

/** Smaller requests are not worth the count: they find room or are followed by larger ones. */
const COUNTED = MIB / 4;

/**
 * Refuses what would not fit before it is asked for. The allocator fails badly at the heap's end: it traps,
 * or gives 0, which the package would take for a place to write to.
 */
export function guardHeap(module: KernelModule): void {
  // Emscripten's functions put the compiled ones in their own place at their first call.
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
    `Cannot take ${asked} MiB more of the wasm heap, which ends at ${TENSOR_LIMIT / MIB} MiB of tensors: those in use have ${inUse} MiB. Use smaller batches or a smaller network, or another backend`,
  );
}
