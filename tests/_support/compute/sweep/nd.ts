/** An array in float64, row-major: what the references of the sweep are computed on. */
export interface Nd {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** Product of the extents. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Distance between neighbors along each axis. */
export const stridesOf = (shape: readonly number[]): number[] =>
  shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));

/** Makes an array of the values of `at`, by index. */
export function build(shape: readonly number[], at: (index: readonly number[]) => number): Nd {
  const data = new Float64Array(sizeOf(shape));
  const index = shape.map(() => 0);
  for (let flat = 0; flat < data.length; flat++) {
    data[flat] = at(index);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] as number) + 1;
      if ((index[axis] as number) < (shape[axis] as number)) break;
      index[axis] = 0;
    }
  }
  return { shape, data };
}

/** The value at an index. */
export function get({ shape, data }: Nd, index: readonly number[]): number {
  let flat = 0;
  for (let axis = 0; axis < shape.length; axis++) {
    flat = flat * (shape[axis] as number) + (index[axis] as number);
  }
  return data[flat] as number;
}

/** The value at an index, or `outside` if the index is beyond an edge. */
export function getOr(x: Nd, index: readonly number[], outside: number): number {
  return index.every((at, axis) => at >= 0 && at < (x.shape[axis] as number))
    ? get(x, index)
    : outside;
}

export const map = ({ shape, data }: Nd, f: (value: number) => number): Nd => ({
  shape,
  data: data.map((value) => f(value)),
});

/** Shape that two shapes broadcast to. */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) =>
    Math.max(a[axis - rank + a.length] ?? 1, b[axis - rank + b.length] ?? 1),
  );
}

/** The value that broadcasting puts at an index of the larger shape. */
export function getBroadcast(x: Nd, index: readonly number[]): number {
  const own = index.slice(index.length - x.shape.length);
  return get(
    x,
    own.map((at, axis) => (x.shape[axis] === 1 ? 0 : at)),
  );
}

export function zip(a: Nd, b: Nd, f: (a: number, b: number) => number): Nd {
  return build(broadcastShape(a.shape, b.shape), (index) =>
    f(getBroadcast(a, index), getBroadcast(b, index)),
  );
}

/** Reduces axes by a function of the values along them. */
export function reduce(
  x: Nd,
  axes: readonly number[],
  f: (values: readonly number[]) => number,
  keepDims = false,
): Nd {
  const kept = x.shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
  const groups: number[][] = Array.from({ length: sizeOf(kept) }, () => []);
  const strides = stridesOf(kept);
  build(x.shape, (index) => {
    const group = index.reduce(
      (flat, at, axis) => flat + (axes.includes(axis) ? 0 : at * (strides[axis] as number)),
      0,
    );
    return (groups[group] as number[]).push(get(x, index));
  });
  const shape = keepDims ? kept : x.shape.filter((_, axis) => !axes.includes(axis));
  return { shape, data: Float64Array.from(groups, f) };
}

/** Sum in float64. */
export const sum = (values: ArrayLike<number>): number => {
  let total = 0;
  for (let at = 0; at < values.length; at++) total += values[at] as number;
  return total;
};
