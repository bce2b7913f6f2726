import type { tf } from "../../../../deps.ts";
import type { NodeBackend, TensorInfo } from "../node_backend.ts";
import { flag, floatType } from "./attributes.ts";
import type { TensorflowKernel } from "./register.ts";

/** Gradients of resizes with half-pixel centers, which the package leaves out. */
export const resizeGrads: readonly TensorflowKernel[] = [
  {
    kernelName: "ResizeBilinearGrad",
    run: (inputs, attributes, backend) => {
      const tensors = [inputs.dy as TensorInfo, inputs.images as TensorInfo];
      return backend.executeSingleOutput(
        "ResizeBilinearGrad",
        flagsOf(attributes, backend),
        tensors,
      );
    },
  },
  {
    kernelName: "ResizeNearestNeighborGrad",
    run: (inputs, attributes, backend) => {
      const [dy, images] = [inputs.dy as TensorInfo, inputs.images as TensorInfo];
      const size = sizeOf(images, backend);
      try {
        const flags = flagsOf(attributes, backend);
        return backend.executeSingleOutput("ResizeNearestNeighborGrad", flags, [dy, size]);
      } finally {
        size.dispose();
      }
    },
  },
];

function flagsOf(attributes: Readonly<Record<string, unknown>>, backend: NodeBackend) {
  return [
    floatType(backend),
    flag(backend, "align_corners", attributes.alignCorners === true),
    flag(backend, "half_pixel_centers", attributes.halfPixelCenters === true),
  ];
}

/** Height and width of the images, as the op takes them. */
function sizeOf({ shape }: TensorInfo, backend: NodeBackend): tf.Tensor {
  const { binding } = backend;
  const id = binding.createTensor([2], binding.TF_INT32, Int32Array.from(shape.slice(1, 3)));
  return backend.createOutputTensor({ id, shape: [2], dtype: binding.TF_INT32 });
}
