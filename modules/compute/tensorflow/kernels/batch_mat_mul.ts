import type { tf } from "../../../../deps.ts";
import type { NodeBackend, OpOutput, TensorInfo } from "../node_backend.ts";
import { flag, floatType } from "./attributes.ts";
import { rawOp, reshaped } from "./raw_op.ts";
import type { TensorflowKernel } from "./register.ts";

/** How two matrices are multiplied. */
interface Attributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/**
 * Products of single matrices by `MatMul`: `BatchMatMulV2`, which the package takes for all, takes a quarter longer for
 * those of a dense layer, and four times as long for small ones. tfjs's fused layers put a batch of one before them.
 *
 * A signal that comes in the midst of `MatMul` damages the heap: `install/shield_signals.cc` keeps them off.
 */
export function batchMatMul(stock: tf.KernelFunc): TensorflowKernel {
  return {
    kernelName: "BatchMatMul",
    run: (inputs, attributes, backend) => {
      const [a, b] = [inputs.a as TensorInfo, inputs.b as TensorInfo];
      if (![a, b].every(isSingle) || a.shape.length !== b.shape.length) {
        return stock({ inputs, attrs: attributes as tf.NamedAttrMap, backend }) as TensorInfo;
      }
      const { transposeA, transposeB } = attributes as unknown as Attributes;
      const product = (ids: readonly number[]) =>
        rawOp(
          backend,
          "MatMul",
          [
            floatType(backend),
            flag(backend, "transpose_a", transposeA),
            flag(backend, "transpose_b", transposeB),
          ],
          ids,
        );
      return backend.createOutputTensor(
        a.shape.length === 2
          ? product(backend.getInputTensorIds([a, b]))
          : withoutBatch(backend, [a, b], product),
      );
    },
  };
}

function isSingle({ shape, dtype }: TensorInfo): boolean {
  return dtype === "float32" && (shape.length === 2 || (shape.length === 3 && shape[0] === 1));
}

/** Takes the batch of one off, and puts it before the product. */
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
