import { COMPUTE_BACKEND, type ComputeBackend, type ComputeDevice } from "../../../core/mod.ts";
import { ContainerModule, tf } from "../../../deps.ts";
import { installOverrides, putBack } from "../_shared/mod.ts";

/** tfjs's reference kernels in plain JavaScript: slow, and exact to the last bit on every runtime. */
class CpuBackend implements ComputeBackend {
  readonly name = "cpu";
  readonly device: ComputeDevice = { type: "cpu", description: "cpu, plain JavaScript, 1 thread" };
  #before: { readonly previous: string; readonly removeOverrides: () => void } | undefined;

  async start(): Promise<void> {
    if (this.#before) return;
    this.#before = { previous: tf.getBackend() ?? "cpu", removeOverrides: installOverrides() };
    await tf.setBackend("cpu");
    hushAdvice();
  }

  view(tensor: tf.Tensor): Float32Array | Int32Array | Uint8Array {
    return tensor.dataSync();
  }

  async dispose(): Promise<void> {
    const before = this.#before;
    this.#before = undefined;
    before?.removeOverrides();
    if (before) await putBack(before.previous);
  }
}

/** At its first kernel under Node the backend advises another package on the console: not ours to print. */
function hushAdvice(): void {
  (tf.backend() as unknown as { firstUse: boolean }).firstUse = false;
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
