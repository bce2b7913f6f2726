import type { tf } from "../../deps.ts";
import type { Parameter } from "../ports/host.ts";
import type { ArenaLayout, Segment } from "../ports/optimizer.ts";

/** Lays out weights in one flat vector, in order and without gaps. */
export function layoutOf(parameters: readonly Parameter[]): ArenaLayout {
  const segments: Segment[] = [];
  let offset = 0;
  for (const { name, variable } of parameters) {
    segments.push({ name, shape: variable.shape, offset, size: variable.size });
    offset += variable.size;
  }
  const exempt = parameters.filter(({ decays }) => decays === false).map(({ name }) => name);
  return { segments, size: offset, ...(exempt.length > 0 && { exempt }) };
}

/** Whether two layouts have the same weights with the same shapes and offsets. */
export function sameLayout(a: ArenaLayout, b: ArenaLayout): boolean {
  if (a === b) return true;
  const written = ({ segments }: ArenaLayout) => JSON.stringify(segments);
  return a.size === b.size && written(a) === written(b);
}

/**
 * Returns another handle to the same data, with its own lifetime. Copies nothing.
 *
 * A reshape to the same shape shares the buffer on every backend; `clone()` copies on wasm.
 */
export function share<T extends tf.Tensor>(tensor: T): T {
  return tensor.reshape(tensor.shape) as T;
}
