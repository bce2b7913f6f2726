/** A tensor, and how often it is repeated along each axis. */
export interface TileCase {
  readonly shape: readonly number[];
  readonly reps: readonly number[];
}

/** As in a layer normalization, and odd ones: axes of one number, repeated or not, more axes than tfjs differentiates. */
export const TILE_CASES: readonly TileCase[] = [
  { shape: [4, 3, 1], reps: [1, 1, 64] },
  { shape: [5], reps: [3] },
  { shape: [1], reps: [7] },
  { shape: [3, 5], reps: [1, 1] },
  { shape: [2, 3], reps: [3, 2] },
  { shape: [3, 1], reps: [1, 5] },
  { shape: [1, 3], reps: [5, 1] },
  { shape: [1, 1, 1, 3], reps: [2, 4, 5, 1] },
  { shape: [2, 1, 3, 1], reps: [3, 5, 1, 7] },
  { shape: [3, 2, 5], reps: [2, 3, 2] },
  { shape: [2, 3, 2, 3], reps: [3, 2, 3, 2] },
  { shape: [2, 1, 3, 2, 2], reps: [2, 3, 1, 2, 3] },
];

/** The gradient by the definition: each number gets what all of its repetitions got. */
export function tileGradientOf({ shape, reps }: TileCase, dy: ArrayLike<number>): number[] {
  const gradient = new Array<number>(shape.reduce((size, extent) => size * extent, 1)).fill(0);
  for (let at = 0; at < dy.length; at++) {
    const source = sourceOf({ shape, reps }, at);
    gradient[source] = (gradient[source] as number) + (dy[at] as number);
  }
  return gradient;
}

/** Where the number at `at` of the repeated tensor comes from. */
function sourceOf({ shape, reps }: TileCase, at: number): number {
  let [rest, source, stride] = [at, 0, 1];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const extent = shape[axis] as number;
    const repeated = extent * (reps[axis] as number);
    source += ((rest % repeated) % extent) * stride;
    rest = Math.floor(rest / repeated);
    stride *= extent;
  }
  return source;
}
