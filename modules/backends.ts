import { COMPUTE_BACKEND } from "../core/mod.ts";
import { ContainerModule } from "../deps.ts";
import { AutoBackend, type Candidate } from "./compute/_auto/mod.ts";
import { cpu } from "./compute/cpu/mod.ts";
import { isTensorflowThere, tensorflow } from "./compute/tensorflow/mod.ts";
import { wasm } from "./compute/wasm/mod.ts";
import { isWebgpuThere, webgpu, webgpuOnHardware } from "./compute/webgpu/mod.ts";

/** Backends in the order in which they are tried. */
const CANDIDATES: readonly Candidate[] = [
  { name: "tensorflow", make: tensorflow, isThere: isTensorflowThere },
  { name: "webgpu", make: webgpuOnHardware, isThere: isWebgpuThere },
  { name: "wasm", make: wasm, isThere: () => true },
  { name: "cpu", make: cpu, isThere: () => true },
];

/**
 * Runs the kernels on the fastest available backend: TensorFlow if it is set up, WebGPU on a GPU if its optional packages
 * are installed, wasm otherwise. The environment
 * variable `TOLARIA_BACKEND` selects another one, without a fallback.
 */
export function auto(): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(COMPUTE_BACKEND)
      .toResolvedValue(
        () =>
          new AutoBackend(CANDIDATES, process.env.TOLARIA_BACKEND || undefined, (line) =>
            process.stderr.write(`${line}\n`),
          ),
      )
      .inSingletonScope()
      .onDeactivation((backend) => backend.dispose());
  });
}

/** Backends by their `--backend` name. */
export const BACKENDS: Readonly<
  Record<"auto" | "tensorflow" | "webgpu" | "wasm" | "cpu", () => ContainerModule>
> = { auto, tensorflow, webgpu, wasm, cpu };
