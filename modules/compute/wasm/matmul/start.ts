import {
  type CompiledKernels,
  isShared,
  loadCompiledKernels,
  loadThreadPoolKernels,
} from "../assembly/load.ts";
import { type KernelModule, memoryOf } from "../emscripten.ts";
import type { MatmulEngine, MatmulProblem } from "./matmul_engine.ts";
import { ThreadPool } from "./thread_pool.ts";

/** Multiply-adds from which on threads pay: below, waking them takes longer than they save. */
const PARALLEL_FROM = 2 ** 18;

/** Tiles per thread, so that a thread that starts late still finds some. */
const TILES_PER_THREAD = 4;

/** Bytes of a cache line: threads write to different ones. */
const CACHE_LINE = 64;

/**
 * Makes an engine on the heap of `module`, with `threads` threads if the heap is shared.
 *
 * @throws {TolariaError} `backend/unavailable` if a thread cannot be started.
 */
export function startMatmulEngine(module: KernelModule, threads: number): Promise<MatmulEngine> {
  const memory = memoryOf(module);
  return threads > 1 && isShared(memory)
    ? startThreaded(module, memory, threads)
    : Promise.resolve(startSingle(module, memory));
}

function startSingle(module: KernelModule, memory: WebAssembly.Memory): MatmulEngine {
  const kernels = loadCompiledKernels(memory);
  const job = allocate(module, kernels.jobBytes());
  const scratch = allocate(module, kernels.scratchBytes());
  return {
    run: (problem) => {
      writeJob(kernels, job, problem, 1);
      kernels.runJob(job, scratch);
    },
    share: (_size, write) => {
      write(job);
      kernels.runJob(job, scratch);
    },
    close: () => Promise.resolve(),
  };
}

async function startThreaded(
  module: KernelModule,
  memory: WebAssembly.Memory,
  threads: number,
): Promise<MatmulEngine> {
  const kernels = loadThreadPoolKernels(memory);
  const pool = allocate(module, kernels.poolBytes());
  const job = kernels.jobOf(pool);
  new Uint8Array(memory.buffer, pool, kernels.poolBytes()).fill(0);
  const [scratch, ...others] = Array.from({ length: threads }, () =>
    allocate(module, kernels.scratchBytes()),
  ) as [number, ...number[]];
  const workers = await ThreadPool.start(memory, pool, others);
  const runJob = (parallel: boolean) => {
    if (parallel) kernels.runParallel(pool, scratch, threads);
    else kernels.runJob(job, scratch);
  };
  return {
    run: (problem) => {
      const { m, n, k, batch } = problem;
      const parallel = m * n * k * batch >= PARALLEL_FROM;
      writeJob(kernels, job, problem, parallel ? threads * TILES_PER_THREAD : 1);
      runJob(parallel);
    },
    share: (size, write) => {
      write(job);
      runJob(size >= PARALLEL_FROM);
    },
    close: () => workers.close(() => kernels.shutDown(pool)),
  };
}

/** Allocates heap memory for as long as the heap lives. */
function allocate(module: KernelModule, bytes: number): number {
  return Math.ceil(module._malloc(bytes + CACHE_LINE) / CACHE_LINE) * CACHE_LINE;
}

function writeJob(
  kernels: CompiledKernels,
  job: number,
  problem: MatmulProblem,
  tiles: number,
): void {
  const { a, b, c, bias, m, n, k, batch, min, max, offsets } = problem;
  kernels.writeJob(
    ...([job, a.address, b.address, c, bias, m, n, k, batch] as const),
    ...([a.rowStride, a.columnStride, a.batchStride] as const),
    ...([b.rowStride, b.columnStride, b.batchStride] as const),
    ...([offsets?.rows ?? 0, offsets?.columns ?? 0, min, max, tiles] as const),
  );
}
