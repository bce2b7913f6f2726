import type { FusedKernels } from "../../../../core/mod.ts";
import { tf } from "../../../../deps.ts";
import { nativeFunctionsOf } from "../native_functions.ts";
import type { NodeBackend, OpOutput, TensorInfo } from "../node_backend.ts";
import { flag, floatType } from "./attributes.ts";
import { withInts } from "./raw_op.ts";
import type { TensorflowKernel } from "./register.ts";
import { trackOutput } from "./track_output.ts";

/**
 * Up to this many logits, a direct call takes less time than an op's dispatch; beyond, TensorFlow's
 * threads pay.
 */
const FEW = 1 << 15;

/** Loss and gradient at once, from class indices without one-hot rows. */
export const crossEntropy: TensorflowKernel = {
  kernelName: "TolariaCrossEntropy" satisfies keyof FusedKernels,
  run: (inputs, _attributes, backend) => {
    const [logits, targets] = [inputs.logits as TensorInfo, inputs.targets as TensorInfo];
    const native = nativeFunctionsOf(backend.binding);
    if (native && tf.util.sizeFromShape(logits.shape) <= FEW) {
      const [x, y] = backend.getInputTensorIds([logits, targets]) as [number, number];
      const id = native.crossEntropy(x, y);
      return [trackOutput(backend, id, []), trackOutput(backend, id + 1, logits.shape)];
    }
    const [losses, gradient] = entropyOf(backend, logits, targets);
    const loss = meanOf(backend, losses);
    backend.binding.deleteTensor(losses.id);
    return [loss, gradient].map((output) => backend.createOutputTensor(output));
  },
};

/** Loss of each row, and softmax(logits) - targets. */
function entropyOf(
  backend: NodeBackend,
  logits: TensorInfo,
  targets: TensorInfo,
): [OpOutput, OpOutput] {
  const { binding } = backend;
  const sparse = targets.shape.length === 1;
  const labels = { name: "Tlabels", type: binding.TF_ATTR_TYPE, value: binding.TF_INT32 };
  return binding.executeOp(
    sparse ? "SparseSoftmaxCrossEntropyWithLogits" : "SoftmaxCrossEntropyWithLogits",
    sparse ? [floatType(backend), labels] : [floatType(backend)],
    backend.getInputTensorIds([logits, targets]),
    2,
  ) as [OpOutput, OpOutput];
}

function meanOf(backend: NodeBackend, { id }: OpOutput): OpOutput {
  const { binding } = backend;
  const index = { name: "Tidx", type: binding.TF_ATTR_TYPE, value: binding.TF_INT32 };
  const attributes = [floatType(backend), index, flag(backend, "keep_dims", false)];
  return withInts(
    backend,
    [0],
    (axes) => binding.executeOp("Mean", attributes, [id, axes], 1)[0] as OpOutput,
  );
}
