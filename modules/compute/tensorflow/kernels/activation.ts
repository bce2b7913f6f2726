import type { FusedKernels, SmoothActivation } from "../../../../core/mod.ts";
import { ACTIVATION_CODES } from "../../_shared/kernels/mod.ts";
import type { NativeFunctions, TensorInfo } from "../node_backend.ts";
import { idsOf } from "./ids_of.ts";
import type { TensorflowKernel } from "./register.ts";
import { trackOutput } from "./track_output.ts";

/** Activations whose derivative takes their input, and their gradient. */
export function activations(native: NativeFunctions): readonly TensorflowKernel[] {
  return [
    {
      kernelName: "TolariaActivation" satisfies keyof FusedKernels,
      run: (inputs, { activation }, backend) => {
        const x = inputs.x as TensorInfo;
        const code = ACTIVATION_CODES[activation as SmoothActivation];
        return [trackOutput(backend, native.activation(...idsOf(backend, [x]), code), x.shape)];
      },
    },
    {
      kernelName: "TolariaActivationGradient" satisfies keyof FusedKernels,
      run: (inputs, { activation }, backend) => {
        const [dy, x] = [inputs.dy as TensorInfo, inputs.x as TensorInfo];
        const code = ACTIVATION_CODES[activation as SmoothActivation];
        const id = native.activationGradient(...idsOf(backend, [dy, x]), code);
        return [trackOutput(backend, id, x.shape)];
      },
    },
  ];
}
