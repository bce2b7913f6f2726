import { tf } from "../../deps.ts";
import { offersFused, runFused } from "../ports/run_fused.ts";
import { isLost } from "./squared_norm.ts";

// R = rows, P = numbers of a gradient

/**
 * G = J J^T of gradients that are the rows of J, [R, P], in double precision: float32 parts whose sums are the
 * inner products, the high ones and then the low ones, [2, R, R]. The caller disposes it.
 *
 * Float32 alone would not do: the combination of two gradients that are opposed to within 1e-3 is shorter than
 * the rounding error of their inner product.
 */
export function gramOfRows(rows_RP: tf.Tensor2D): tf.Tensor3D {
  const [rows, size] = rows_RP.shape;
  if (size === 0) return tf.zeros([2, rows, rows]);
  const fused = runFused("TolariaGram", { x: rows_RP }, {});
  if (fused) return fused[0];
  return tf.tensor3d(splitDoubles(exactGram(rows_RP)), [2, rows, rows]);
}

/** Whether {@link gramOfRows} reads the rows on this backend. */
export function gramReadsRows(): boolean {
  return !offersFused("TolariaGram");
}

/**
 * The inner products of `rows_RP`, row-major, [R, R].
 *
 * @param parts What was read of {@link gramOfRows}. If a square left the range of float32, the sums are made
 * again in double precision, in which that of two float32 numbers always fits.
 */
export function readGram(parts: Float32Array, rows_RP: tf.Tensor2D): Float64Array {
  const [rows, size] = rows_RP.shape;
  const gram_RR = joinDoubles(parts);
  for (let row = 0; row < rows; row++) {
    if (isLost(gram_RR[row * (rows + 1)] as number))
      return size === 0 ? gram_RR : exactGram(rows_RP);
  }
  return gram_RR;
}

/** G by a loop in double precision. */
function exactGram(rows_RP: tf.Tensor2D): Float64Array {
  const [rows, size] = rows_RP.shape;
  const values = rows_RP.dataSync<"float32">();
  const gram_RR = new Float64Array(rows * rows);
  for (let a = 0; a < rows; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let at = 0; at < size; at++) {
        sum += (values[a * size + at] as number) * (values[b * size + at] as number);
      }
      gram_RR[a * rows + b] = sum;
      gram_RR[b * rows + a] = sum;
    }
  }
  return gram_RR;
}

/** Doubles as sums of two float32 numbers each: all high parts, then all low ones. */
export function splitDoubles(values: Float64Array): Float32Array {
  const parts = new Float32Array(2 * values.length);
  values.forEach((value, at) => {
    const high = Math.fround(value);
    parts[at] = high;
    if (Number.isFinite(high)) parts[values.length + at] = value - high;
  });
  return parts;
}

function joinDoubles(parts: Float32Array): Float64Array {
  const count = parts.length / 2;
  return Float64Array.from(
    { length: count },
    (_, at) => (parts[at] as number) + (parts[count + at] as number),
  );
}
