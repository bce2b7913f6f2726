import { availableParallelism } from "node:os";
import {
  COMPUTE_BACKEND,
  type ComputeBackend,
  type ComputeDevice,
  parseOptions,
} from "../../../core/mod.ts";
import { ContainerModule, tf, z } from "../../../deps.ts";
import type { WasmHeap } from "./kernels/heap.ts";
import { acquire, release } from "./live_backend.ts";

/** How the wasm backend runs. */
export interface WasmOptions {
  /**
   * Threads, from 1 to 8; 1 takes a binary without workers.
   * @default the cores there are, at most 8
   */
  readonly threads?: number;
}

const MAX_THREADS = 8;

const WasmSchema: z.ZodType<Required<WasmOptions>> = z.strictObject({
  threads: z
    .int()
    .min(1)
    .max(MAX_THREADS)
    .default(() => Math.min(availableParallelism(), MAX_THREADS)),
});

class WasmBackend implements ComputeBackend {
  readonly name = "wasm";
  readonly device: ComputeDevice;
  readonly #threads: number;
  #started: Promise<void> | undefined;

  constructor({ threads }: Required<WasmOptions>) {
    this.#threads = threads;
    const workers = threads === 1 ? "1 thread" : `${threads} threads`;
    this.device = { type: "cpu", description: `wasm, SIMD, ${workers}` };
  }

  start(): Promise<void> {
    this.#started ??= acquire(this.#threads);
    return this.#started;
  }

  view(tensor: tf.Tensor): Float32Array | Int32Array | Uint8Array {
    return (tf.backend() as unknown as WasmHeap).typedArrayFromHeap(tensor);
  }

  async dispose(): Promise<void> {
    const started = this.#started;
    this.#started = undefined;
    // What did not start has nothing to give back; its caller was told why.
    const holds = await started?.then(
      () => true,
      () => false,
    );
    if (holds) await release();
  }
}

/**
 * Runs the kernels on tfjs's wasm backend, made fit for training: with threads, and with the kernels that
 * the stock backend lacks or has a slow path for. Needs nothing but the package.
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
