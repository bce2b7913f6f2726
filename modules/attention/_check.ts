/** Shape of a tensor, or of a layer's input: null for a size that is not known yet. */
type Shape = readonly (number | null)[];

/** Options of {@link attention}. */
export interface AttentionOptions {
  /** Number of parts of the last axis, each of which attends on its own; divides it. */
  readonly heads: number;
  /**
   * Whether a place attends only to places up to its own: place t of T to the places s <= t + S - T of S. With
   * keys of more places than queries, as from a cache, the last query attends to every place.
   *
   * @default false
   */
  readonly causal?: boolean;
}

/**
 * Checks that queries, keys and values fit each other and the options.
 *
 * @throws {RangeError} With the shapes, if they do not.
 */
export function checkAttention(shapes: readonly Shape[], options: AttentionOptions): void {
  const { heads, causal = false } = options;
  const refuse = (fault: string): never => {
    throw new RangeError(`${fault}. Cannot attend.`);
  };
  if (shapes.length !== 3)
    refuse(`Attention takes queries, keys and values, not ${shapes.length} inputs`);
  const all = shapes.map((shape) => `[${shape.map((size) => size ?? "?").join(", ")}]`);
  const [q, k, v] = shapes as [Shape, Shape, Shape];
  if (shapes.some(({ length }) => length !== 3)) {
    refuse(`Queries, keys and values must be [B, T, D], but are ${all.join(" and ")}`);
  }
  const [width, places, keys] = [q[2] ?? null, q[1] ?? null, k[1] ?? null];
  if (
    !same(q[0], k[0]) ||
    !same(width, k[2]) ||
    [0, 1, 2].some((axis) => !same(k[axis], v[axis]))
  ) {
    refuse(
      `Queries are ${all[0]}, keys ${all[1]} and values ${all[2]}: batch and width must be equal, and keys and values alike`,
    );
  }
  if (width === null) refuse(`The width of queries ${all[0]} must be known`);
  if (!Number.isInteger(heads) || heads < 1 || (width as number) % heads !== 0) {
    refuse(`"heads" must divide the ${width} numbers of a place, but is ${heads}`);
  }
  if (causal && places !== null && keys !== null && keys < places) {
    refuse(`With "causal", ${places} queries need at least as many keys, but there are ${keys}`);
  }
}

/** Whether two sizes may be equal. */
function same(one: number | null | undefined, other: number | null | undefined): boolean {
  return one === other || one == null || other == null;
}
