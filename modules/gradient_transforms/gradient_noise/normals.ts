import { logarithm, type RandomStream } from "../../../core/mod.ts";

/**
 * Numbers from a normal distribution with the mean 0, two from each accepted pair; the same on every runtime.
 *
 * @see Marsaglia and Bray 1964, doi:10.1137/1006063, the polar method.
 */
export function normals(size: number, deviation: number, random: RandomStream): Float32Array {
  const values = new Float32Array(size);
  for (let at = 0; at < size; ) {
    const x = 2 * random.next() - 1;
    const y = 2 * random.next() - 1;
    const square = x * x + y * y;
    if (square >= 1 || square === 0) continue;
    const scale = deviation * Math.sqrt((-2 * logarithm(square)) / square);
    values[at++] = x * scale;
    if (at < size) values[at++] = y * scale;
  }
  return values;
}
