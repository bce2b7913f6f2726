import { tf } from "../../../../deps.ts";
import { floatsOf, type HostKernel, type TensorInfo } from "../../_shared/kernels/mod.ts";

// M = rows of a product, N = its columns, K = depth

/** Maximum depth of tfjs's own products: they lose no digits to speak of. */
const SHORT = 1024;

/**
 * Products with long sums, which accumulate in float64, and those whose outer axes broadcast, for
 * which tfjs's own reads the wrong matrices. All others are tfjs's own.
 */
export function batchMatMul(stock: tf.KernelFunc, backend: () => tf.KernelBackend): HostKernel {
  return {
    kernelName: "BatchMatMul",
    run: (inputs, attributes, memory) => {
      const { a, b } = inputs as { readonly a: TensorInfo; readonly b: TensorInfo };
      const [left, right] = [
        factorOf(a, attributes.transposeA === true),
        factorOf(b, attributes.transposeB === true),
      ];
      const same = tf.util.arraysEqual(left.outer, right.outer);
      if (same && left.columns <= SHORT) {
        return stock({ inputs, attrs: attributes as tf.NamedAttrMap, backend: backend() });
      }
      const outer = tf.broadcast_util.assertAndGetBroadcastShape(left.outer, right.outer);
      const output = memory.makeOutput([...outer, left.rows, right.columns], "float32");
      const to = floatsOf(output, memory);
      const [x, y] = [floatsOf(a, memory), floatsOf(b, memory)];
      const size = left.rows * right.columns;
      for (let matrix = 0; matrix * size < to.length; matrix++) {
        const atA = offsetOf(matrix, outer, left);
        const atB = offsetOf(matrix, outer, right);
        multiply(x, atA, left, y, atB, right, to.subarray(matrix * size, (matrix + 1) * size));
      }
      return output;
    },
  };
}

/** A factor as it is multiplied: its last two axes and their strides. */
interface Factor {
  readonly outer: number[];
  readonly rows: number;
  readonly columns: number;
  readonly rowStride: number;
  readonly columnStride: number;
}

function factorOf({ shape }: TensorInfo, transposed: boolean): Factor {
  const [height, width] = shape.slice(-2) as [number, number];
  const outer = shape.slice(0, -2);
  return transposed
    ? { outer, rows: width, columns: height, rowStride: 1, columnStride: width }
    : { outer, rows: height, columns: width, rowStride: width, columnStride: 1 };
}

/** Offset of the matrix of a factor that product `index` of the axes `outer` takes. */
function offsetOf(index: number, outer: readonly number[], factor: Factor): number {
  let [rest, source, stride] = [index, 0, 1];
  for (let axis = outer.length - 1; axis >= 0; axis--) {
    const extent = outer[axis] as number;
    const own = factor.outer[axis - outer.length + factor.outer.length] ?? 1;
    if (own > 1) source += (rest % extent) * stride;
    stride *= own;
    rest = Math.floor(rest / extent);
  }
  return source * factor.rows * factor.columns;
}

function multiply(
  x: Float32Array,
  atA: number,
  a: Factor,
  y: Float32Array,
  atB: number,
  b: Factor,
  to: Float32Array,
): void {
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < b.columns; j++) {
      let sum = 0;
      for (let k = 0; k < a.columns; k++) {
        const left = x[atA + i * a.rowStride + k * a.columnStride] as number;
        sum += left * (y[atB + k * b.rowStride + j * b.columnStride] as number);
      }
      to[i * b.columns + j] = sum;
    }
  }
}
