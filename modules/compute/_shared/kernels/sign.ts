import { floatsOf, type HostKernel, type TensorInfo } from "./host_kernel.ts";

/** -1, 0 or 1; NaN stays, which is 0 in tfjs's own. */
export const sign: HostKernel = {
  kernelName: "Sign",
  run: (inputs, _attributes, memory) => {
    const x = inputs.x as TensorInfo;
    const output = memory.makeOutput(x.shape, "float32");
    const [from, to] = [memory.typedArrayFromHeap(x), floatsOf(output, memory)];
    for (let at = 0; at < to.length; at++) to[at] = Math.sign(from[at] as number);
    return output;
  },
};
