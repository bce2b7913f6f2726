import type { tf } from "../../deps.ts";
import type { Parameter } from "../ports/host.ts";
import type { ArenaLayout, Segment } from "../ports/optimizer.ts";

/** Lays the weights out in one flat vector, in their order, without gaps. */
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

/** Whether two layouts have the same weights, of the same shapes, in the same places. */
export function sameLayout(a: ArenaLayout, b: ArenaLayout): boolean {
  if (a === b) return true;
  const written = ({ segments }: ArenaLayout) => JSON.stringify(segments);
  return a.size === b.size && written(a) === written(b);
}

/**
 * Another handle on the same numbers, with a life of its own; no number is copied.
 *
 * A reshape to the shape that it has shares the buffer on every backend, where `clone()` copies on wasm.
 */
export function share<T extends tf.Tensor>(tensor: T): T {
  return tensor.reshape(tensor.shape) as T;
}
