import { COMPUTE_BACKEND, type ComputeBackend, type ComputeDevice } from "../../../core/mod.ts";
import { ContainerModule, type tf } from "../../../deps.ts";
import { BackendLease, SharedBackend } from "../_shared/mod.ts";
import { registerKernels } from "./kernels/register.ts";

const SHARED = new SharedBackend<undefined, undefined>({
  name: "cpu",
  open: async () => ({ info: undefined, close: registerKernels() }),
});

/** tfjs's kernels in plain JavaScript, and ours for those that are wrong: slow, and the same bits on every runtime. */
class CpuBackend implements ComputeBackend {
  readonly name = "cpu";
  readonly device: ComputeDevice = { type: "cpu", description: "cpu, plain JavaScript, 1 thread" };
  readonly #lease = new BackendLease(SHARED, undefined);

  get isCurrent(): boolean {
    return this.#lease.isCurrent;
  }

  async start(): Promise<void> {
    await this.#lease.start();
  }

  view(tensor: tf.Tensor): Float32Array | Int32Array | Uint8Array {
    return tensor.dataSync();
  }

  dispose(): Promise<void> {
    return this.#lease.dispose();
  }
}

/** Runs the kernels on tfjs's cpu backend. */
export function cpu(): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(COMPUTE_BACKEND)
      .toResolvedValue(() => new CpuBackend())
      .inSingletonScope()
      .onDeactivation((backend) => backend.dispose());
  });
}
