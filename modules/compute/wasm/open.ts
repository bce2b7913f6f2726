import { TolariaError } from "../../../core/mod.ts";
import { loadWasmPackage, tf } from "../../../deps.ts";
import { type OpenBackend, SharedBackend } from "../_shared/mod.ts";
import { loadCompiledKernels } from "./assembly/load.ts";
import { memoryOf } from "./emscripten.ts";
import { guardHeap } from "./heap_guard.ts";
import { BACKEND_NAME } from "./kernels/heap.ts";
import { registerKernels, unregisterKernels } from "./kernels/register.ts";
import { endWorkers, loadPlainKernels, loadSharedKernels } from "./load_kernels.ts";
import { startMatmulEngine } from "./matmul/mod.ts";
import { SharedBlocks } from "./shared_blocks.ts";

/** The wasm backend of this process: tfjs binds its kernels to one binary at a time. */
export const SHARED: SharedBackend<Settings, undefined> = new SharedBackend({
  name: BACKEND_NAME,
  open,
  checkCompatible,
});

interface Settings {
  readonly threads: number;
}

function checkCompatible(current: Settings, wanted: Settings): void {
  if (current.threads === wanted.threads) return;
  throw new TolariaError(
    "backend/busy",
    `A process has one wasm backend, which runs with "threads" ${current.threads}, not ${wanted.threads}. Use the same number, or dispose the other trainer first. Cannot start wasm.`,
  );
}

async function open({ threads }: Settings): Promise<OpenBackend<undefined>> {
  // Registers the stock kernels, which ours are copied from.
  const { BackendWasm, setThreadsCount } = loadWasmPackage();
  const module = await (threads === 1 ? loadPlainKernels() : loadSharedKernels());
  try {
    guardHeap(module);
    const engine = await startMatmulEngine(module, threads);
    registerKernels(loadCompiledKernels(memoryOf(module)), new SharedBlocks(module), engine);
    tf.registerBackend(BACKEND_NAME, () => {
      // The package's own threads spin for milliseconds after each kernel, and wait for each other on a busy machine.
      setThreadsCount(1);
      const backend = new BackendWasm(module as unknown as BinaryOf<typeof BackendWasm>);
      endWorkers(module);
      return backend;
    });
    return { info: undefined, close: () => close(engine) };
  } catch (error) {
    endWorkers(module);
    throw error;
  }
}

/** What the package's backend class is made from. */
type BinaryOf<Class> = Class extends new (binary: infer Binary) => unknown ? Binary : never;

async function close(engine: { close(): Promise<void> }): Promise<void> {
  tf.removeBackend(BACKEND_NAME);
  unregisterKernels();
  await engine.close();
  // Stock kernels call the binary that was set up last: if stock wasm is current, bind them to its own again.
  if (tf.getBackend() !== "wasm") return;
  for (const { setupFunc } of tf.getKernelsForBackend("wasm")) setupFunc?.(tf.backend());
}
