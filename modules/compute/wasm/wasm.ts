import {
  COMPUTE_BACKEND,
  type ComputeBackend,
  type ComputeDevice,
  coresOfProcess,
  parseOptions,
} from "../../../core/mod.ts";
import { ContainerModule, tf, z } from "../../../deps.ts";
import { BackendLease } from "../_shared/mod.ts";
import type { WasmHeap } from "./kernels/heap.ts";
import { SHARED } from "./open.ts";

/** Options of the wasm backend. */
export interface WasmOptions {
  /**
   * Number of threads for matrix products and convolutions, 1 to 8. With 1, a binary without
   * workers is used.
   * @default the number of CPU cores that this process is bound to, or its share if a launcher
   * started several, at most 8
   */
  readonly threads?: number;
}

const MAX_THREADS = 8;

const WasmSchema: z.ZodType<Required<WasmOptions>> = z.strictObject({
  threads: z
    .int()
    .min(1)
    .max(MAX_THREADS)
    .default(() => Math.min(coresOfProcess(), MAX_THREADS)),
});

class WasmBackend implements ComputeBackend {
  readonly name = "wasm";
  readonly device: ComputeDevice;
  readonly #lease: BackendLease<{ readonly threads: number }, undefined>;

  constructor({ threads }: Required<WasmOptions>) {
    this.#lease = new BackendLease(SHARED, { threads });
    const workers = threads === 1 ? "1 thread" : `${threads} threads`;
    this.device = { type: "cpu", description: `wasm, SIMD, ${workers}` };
  }

  get isCurrent(): boolean {
    return this.#lease.isCurrent;
  }

  async start(): Promise<void> {
    await this.#lease.start();
  }

  view(tensor: tf.Tensor): Float32Array | Int32Array | Uint8Array {
    return (tf.backend() as unknown as WasmHeap).typedArrayFromHeap(tensor);
  }

  dispose(): Promise<void> {
    return this.#lease.dispose();
  }
}

/**
 * Runs kernels on tfjs's wasm backend, extended for training: with threads, and with kernels that
 * the stock backend lacks or gets wrong. Needs no setup.
 */
export function wasm(options: WasmOptions = {}): ContainerModule {
  const checked = parseOptions("make wasm", WasmSchema, options);
  return new ContainerModule(({ bind }) => {
    bind(COMPUTE_BACKEND)
      .toResolvedValue(() => new WasmBackend(checked))
      .inSingletonScope()
      .onDeactivation((backend) => backend.dispose());
  });
}
