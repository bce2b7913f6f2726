import { tf } from "../../../../deps.ts";
import type { Multiplier } from "../multiplier/mod.ts";
import { placeOf, sizeOf, type TensorInfo, type WasmHeap } from "./heap.ts";
import { RANGES, type Range } from "./range.ts";

// M = rows of a product, N = its columns, K = depth

/** Factors, and what is added to each row of the product. */
interface Inputs {
  readonly a?: TensorInfo;
  readonly b?: TensorInfo;
  readonly bias?: TensorInfo;
}

/** c [..., M, N] = a [..., M, K] b [..., K, N] + bias [N], bounded; the outer axes are broadcast. */
export function multiply(
  multiplier: Multiplier,
  heap: WasmHeap,
  inputs: Inputs,
  attributes: Readonly<Record<string, unknown>>,
  [least, most]: Range = RANGES.linear as Range,
): TensorInfo {
  const { a, b, bias } = checked(inputs);
  const left = matricesOf(a, attributes.transposeA === true);
  const right = matricesOf(b, attributes.transposeB === true);
  const [m, n, k] = [left.rows, right.columns, left.columns];
  if (k !== right.rows) {
    throw new RangeError(
      `Cannot multiply as the inner axes must have one length: current value is ${k} and ${right.rows}`,
    );
  }
  const outer = tf.broadcast_util.assertAndGetBroadcastShape(left.outer, right.outer);
  const out = heap.makeOutput([...outer, m, n], "float32");
  const places = { a: placeOf(a, heap), b: placeOf(b, heap), c: placeOf(out, heap) };
  const layout = (at: number, { row, column }: Matrices, matrix: number) => {
    return { at, row, column, matrix };
  };
  for (const stack of stacksOf(left, right, outer)) {
    multiplier.multiply({
      a: layout(places.a + stack.a * left.bytes, left, stack.aStep * left.bytes),
      b: layout(places.b + stack.b * right.bytes, right, stack.bStep * right.bytes),
      c: places.c + stack.c * m * n * 4,
      bias: bias ? placeOf(bias, heap) : 0,
      ...{ m, n, k, matrices: stack.matrices, least, most },
    });
  }
  return out;
}

function checked({ a, b, bias }: Inputs) {
  for (const tensor of [a, b, bias]) {
    if (!tensor || tensor.dtype === "float32") continue;
    throw new TypeError(
      `Cannot multiply as the factors must be of float32: current value is ${tensor.dtype}`,
    );
  }
  return { a: a as TensorInfo, b: b as TensorInfo, bias };
}

interface Matrices {
  readonly outer: number[];
  readonly rows: number;
  readonly columns: number;
  /** Bytes to the next row, to the next column, and of a matrix. */
  readonly row: number;
  readonly column: number;
  readonly bytes: number;
}

/** The matrices of `x`, its last two axes, as they are multiplied. */
function matricesOf({ shape }: TensorInfo, transposed: boolean): Matrices {
  const [height, width] = shape.slice(-2) as [number, number];
  const common = { outer: shape.slice(0, -2), bytes: height * width * 4 };
  return transposed
    ? { ...common, rows: width, columns: height, row: 4, column: width * 4 }
    : { ...common, rows: height, columns: width, row: width * 4, column: 4 };
}

/** Products whose factors lie at even distances: which matrix comes first, and how far it is to the next. */
interface Stack {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly aStep: number;
  readonly bStep: number;
  readonly matrices: number;
}

/** All products as one stack where the outer axes are the same or one factor has none; else one by one. */
function stacksOf(left: Matrices, right: Matrices, outer: readonly number[]): Stack[] {
  const matrices = sizeOf(outer);
  const steps = [left, right].map((factor) => {
    const own = sizeOf(factor.outer);
    return own === matrices ? 1 : own === 1 ? 0 : undefined;
  });
  const [aStep, bStep] = steps;
  if (aStep !== undefined && bStep !== undefined) {
    return [{ a: 0, b: 0, c: 0, aStep, bStep, matrices }];
  }
  return Array.from({ length: matrices }, (_, c) => {
    const [a, b] = [left, right].map((factor) => sourceOf(c, outer, factor.outer));
    return { a: a as number, b: b as number, c, aStep: 0, bStep: 0, matrices: 1 };
  });
}

/** Which matrix of a factor with axes `own` the product number `index` of axes `outer` takes. */
function sourceOf(index: number, outer: readonly number[], own: readonly number[]): number {
  let [rest, source, stride] = [index, 0, 1];
  for (let axis = outer.length - 1; axis >= 0; axis--) {
    const extent = outer[axis] as number;
    const ownExtent = own[axis - outer.length + own.length] ?? 1;
    if (ownExtent > 1) source += (rest % extent) * stride;
    stride *= ownExtent;
    rest = Math.floor(rest / extent);
  }
  return source;
}
