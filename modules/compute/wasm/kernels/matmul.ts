import { tf } from "../../../../deps.ts";
import type { MatmulEngine } from "../matmul/mod.ts";
import { ACTIVATION_BOUNDS, type Bounds } from "./activation_bounds.ts";
import { addressOf, sizeOf, type TensorInfo, type WasmHeap } from "./heap.ts";

// M = rows of a product, N = its columns, K = depth

/** The factors, and a bias that is added to each row of the product. */
interface Inputs {
  readonly a?: TensorInfo;
  readonly b?: TensorInfo;
  readonly bias?: TensorInfo;
}

/** c [..., M, N] = a [..., M, K] b [..., K, N] + bias [N], clamped; the outer axes broadcast. */
export function matmul(
  engine: MatmulEngine,
  heap: WasmHeap,
  inputs: Inputs,
  attributes: Readonly<Record<string, unknown>>,
  [min, max]: Bounds = ACTIVATION_BOUNDS.linear as Bounds,
): TensorInfo {
  const { a, b, bias } = checked(inputs);
  const left = factorOf(a, attributes.transposeA === true);
  const right = factorOf(b, attributes.transposeB === true);
  const [m, n, k] = [left.rows, right.columns, left.columns];
  if (k !== right.rows) {
    throw new RangeError(
      `The inner axes must have one length, but have ${k} and ${right.rows}. Cannot multiply.`,
    );
  }
  const outer = tf.broadcast_util.assertAndGetBroadcastShape(left.outer, right.outer);
  const out = heap.makeOutput([...outer, m, n], "float32");
  const addresses = { a: addressOf(a, heap), b: addressOf(b, heap), c: addressOf(out, heap) };
  const layout = (address: number, { rowStride, columnStride }: Factor, batchStride: number) => {
    return { address, rowStride, columnStride, batchStride };
  };
  for (const run of batchesOf(left, right, outer)) {
    engine.run({
      a: layout(addresses.a + run.a * left.bytes, left, run.aStep * left.bytes),
      b: layout(addresses.b + run.b * right.bytes, right, run.bStep * right.bytes),
      c: addresses.c + run.c * m * n * 4,
      bias: bias ? addressOf(bias, heap) : 0,
      ...{ m, n, k, batch: run.batch, min, max },
    });
  }
  return out;
}

function checked({ a, b, bias }: Inputs) {
  for (const tensor of [a, b, bias]) {
    if (!tensor || tensor.dtype === "float32") continue;
    throw new TypeError(
      `The factors must be float32, but one is ${tensor.dtype}. Cannot multiply.`,
    );
  }
  return { a: a as TensorInfo, b: b as TensorInfo, bias };
}

/** The matrices of a factor, its last two axes, transposed if asked. */
interface Factor {
  readonly outer: number[];
  readonly rows: number;
  readonly columns: number;
  /** Strides in bytes, and the bytes of a matrix. */
  readonly rowStride: number;
  readonly columnStride: number;
  readonly bytes: number;
}

function factorOf({ shape }: TensorInfo, transposed: boolean): Factor {
  const [height, width] = shape.slice(-2) as [number, number];
  const common = { outer: shape.slice(0, -2), bytes: height * width * 4 };
  return transposed
    ? { ...common, rows: width, columns: height, rowStride: 4, columnStride: width * 4 }
    : { ...common, rows: height, columns: width, rowStride: width * 4, columnStride: 4 };
}

/** Products with evenly spaced factors: index of the first matrix of each, and the step to the next. */
interface Batch {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly aStep: number;
  readonly bStep: number;
  readonly batch: number;
}

/** One batch of all products if each factor has all outer axes or none of them; otherwise one batch per product. */
function batchesOf(left: Factor, right: Factor, outer: readonly number[]): Batch[] {
  const batch = sizeOf(outer);
  const [aStep, bStep] = [left, right].map((factor) => {
    const own = sizeOf(factor.outer);
    return own === batch ? 1 : own === 1 ? 0 : undefined;
  });
  if (aStep !== undefined && bStep !== undefined)
    return [{ a: 0, b: 0, c: 0, aStep, bStep, batch }];
  return Array.from({ length: batch }, (_, c) => {
    const [a, b] = [left, right].map((factor) => sourceOf(c, outer, factor.outer));
    return { a: a as number, b: b as number, c, aStep: 0, bStep: 0, batch: 1 };
  });
}

/** Index of the matrix of a factor with outer axes `own` that product `index` of the axes `outer` takes. */
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
