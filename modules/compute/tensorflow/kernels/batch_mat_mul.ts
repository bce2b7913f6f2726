import type { tf } from "../../../../deps.ts";
import { simdFunctionsOf } from "../native_functions.ts";
import type { NodeBackend, OpOutput, SimdFunctions, TensorInfo } from "../node_backend.ts";
import { flag, floatType } from "./attributes.ts";
import { rawOp, reshaped } from "./raw_op.ts";
import type { TensorflowKernel } from "./register.ts";
import { trackOutput } from "./track_output.ts";

/** Attributes of a product. */
interface Attributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/**
 * Products by the native functions, or else single matrices by `MatMul`: `BatchMatMulV2`, which the
 * package always uses, takes a quarter longer for those of a dense layer and four times as long for
 * small ones. tfjs's fused layers prepend a batch of one.
 *
 * @param shielded Whether ops are shielded from signals: one during `MatMul` corrupts the heap, see
 * `native/shield_signals.cc`.
 */
export function batchMatMul(stock: tf.KernelFunc, shielded: boolean): TensorflowKernel {
  return {
    kernelName: "BatchMatMul",
    run: (inputs, attributes, backend) => {
      const [a, b] = [inputs.a as TensorInfo, inputs.b as TensorInfo];
      const ways = attributes as unknown as Attributes;
      const products = simdFunctionsOf(backend.binding);
      if (products && haveSameBatches(a, b)) return directly(products, backend, [a, b], ways);
      if (shielded && [a, b].every(isSingle) && a.shape.length === b.shape.length) {
        return byMatMul(backend, [a, b], ways);
      }
      return stock({ inputs, attrs: attributes as tf.NamedAttrMap, backend }) as TensorInfo;
    },
  };
}

function haveSameBatches(a: TensorInfo, b: TensorInfo): boolean {
  const rank = a.shape.length;
  return (
    a.dtype === "float32" &&
    b.dtype === "float32" &&
    b.shape.length === rank &&
    a.shape.every((extent, axis) => axis >= rank - 2 || extent === b.shape[axis])
  );
}

function directly(
  products: SimdFunctions,
  backend: NodeBackend,
  [a, b]: readonly [TensorInfo, TensorInfo],
  { transposeA, transposeB }: Attributes,
): TensorInfo {
  const [left, right] = backend.getInputTensorIds([a, b]) as [number, number];
  const id = products.matmul(left, right, transposeA, transposeB);
  const rows = a.shape.at(transposeA ? -1 : -2) as number;
  const columns = b.shape.at(transposeB ? -2 : -1) as number;
  return trackOutput(backend, id, [...a.shape.slice(0, -2), rows, columns]);
}

function isSingle({ shape, dtype }: TensorInfo): boolean {
  return dtype === "float32" && (shape.length === 2 || (shape.length === 3 && shape[0] === 1));
}

function byMatMul(
  backend: NodeBackend,
  tensors: readonly TensorInfo[],
  { transposeA, transposeB }: Attributes,
): tf.Tensor {
  const attributes = [
    floatType(backend),
    flag(backend, "transpose_a", transposeA),
    flag(backend, "transpose_b", transposeB),
  ];
  const product = (ids: readonly number[]) => rawOp(backend, "MatMul", attributes, ids);
  return backend.createOutputTensor(
    tensors[0]?.shape.length === 2
      ? product(backend.getInputTensorIds(tensors))
      : withoutBatch(backend, tensors, product),
  );
}

/** Removes the batch of one, and restores it on the product. */
function withoutBatch(
  backend: NodeBackend,
  tensors: readonly TensorInfo[],
  product: (ids: readonly number[]) => OpOutput,
): OpOutput {
  const ids = backend.getInputTensorIds(tensors);
  const matrices = tensors.map(({ shape }, index) =>
    reshaped(backend, ids[index] as number, shape.slice(1)),
  );
  const flat = product(matrices.map(({ id }) => id));
  const out = reshaped(backend, flat.id, [1, ...flat.shape]);
  for (const { id } of [...matrices, flat]) backend.binding.deleteTensor(id);
  return out;
}
