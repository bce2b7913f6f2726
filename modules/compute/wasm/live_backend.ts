import { TolariaError } from "../../../core/mod.ts";
import { loadWasmPackage, tf } from "../../../deps.ts";
import { installOverrides, inTurn, makeCurrent, putBack } from "../_shared/mod.ts";
import { loadCompiledKernels } from "./assembly/load.ts";
import { memoryOf } from "./emscripten.ts";
import { guardHeap } from "./heap_guard.ts";
import { BACKEND_NAME } from "./kernels/heap.ts";
import { registerKernels, unregisterKernels } from "./kernels/register.ts";
import { endWorkers, loadPlainKernels, loadSharedKernels } from "./load_kernels.ts";
import { type MatmulEngine, startMatmulEngine } from "./matmul/mod.ts";
import { SharedBlocks } from "./shared_blocks.ts";

/** The backend of this process: tfjs binds its kernels to one binary at a time, so there is one at most. */
let live:
  | {
      readonly threads: number;
      readonly previous: string;
      readonly removeOverrides: () => void;
      users: number;
    }
  | undefined;

/** What multiplies for it. */
let engine: MatmulEngine | undefined;

/** What happens to `live` happens one after the other. */
const inOrder = inTurn();

/**
 * Makes the wasm backend tfjs's current one, with `threads` threads; the second user shares it.
 *
 * @returns What was current in the place of a backend that was there already.
 * @throws {TolariaError} `backend/busy` if it runs with another number of threads, `backend/unavailable`
 * if it cannot be started.
 */
export function acquire(threads: number): Promise<string | undefined> {
  return inOrder(async () => {
    if (live && live.threads !== threads) {
      throw new TolariaError(
        "backend/busy",
        `Cannot start wasm as a process has one wasm backend, and it runs with 'threads' ${live.threads}: current value is ${threads}. Use the same number, or dispose the other trainer first`,
      );
    }
    // Where nothing was current yet, tfjs would choose stock wasm next, which is not there at once.
    const previous = tf.getBackend() ?? "cpu";
    live ??= { threads, previous, removeOverrides: installOverrides(), users: 0 };
    live.users += 1;
    if (live.users > 1) return await makeCurrent(BACKEND_NAME);
    try {
      await start(threads);
    } catch (error) {
      live.removeOverrides();
      await stop(live.previous);
      live = undefined;
      throw error;
    }
    return undefined;
  });
}

/** Takes a user away, and the backend with the last. */
export function release(instead: string | undefined): Promise<void> {
  return inOrder(async () => {
    if (!live) return;
    live.users -= 1;
    if (live.users > 0) {
      if (instead !== undefined) await putBack(instead);
      return;
    }
    const { previous, removeOverrides } = live;
    live = undefined;
    removeOverrides();
    await stop(previous);
  });
}

async function start(threads: number): Promise<void> {
  const { BackendWasm, setThreadsCount } = loadWasmPackage();
  const module = await (threads === 1 ? loadPlainKernels() : loadSharedKernels());
  guardHeap(module);
  engine = await startMatmulEngine(module, threads);
  registerKernels(loadCompiledKernels(memoryOf(module)), new SharedBlocks(module), engine);
  tf.registerBackend(BACKEND_NAME, () => {
    // The package's own threads spin for milliseconds after each kernel, and wait for each other where the machine is busy.
    setThreadsCount(1);
    return new BackendWasm(module as unknown as ConstructorParameters<typeof BackendWasm>[0]);
  });
  if (!(await tf.setBackend(BACKEND_NAME))) {
    throw new TolariaError("backend/unavailable", "Cannot start wasm as its binary did not load");
  }
  endWorkers(module);
}

async function stop(previous: string): Promise<void> {
  await putBack(previous);
  tf.removeBackend(BACKEND_NAME);
  unregisterKernels();
  await engine?.close();
  engine = undefined;
  // Stock kernels call the binary that was set up last: where they are in use, that is theirs again.
  if (previous !== "wasm") return;
  for (const { setupFunc } of tf.getKernelsForBackend("wasm")) setupFunc?.(tf.backend());
}
