import {
  type CompiledKernels,
  isShared,
  loadCompiledKernels,
  loadCrewKernels,
} from "../assembly/load.ts";
import { type KernelModule, memoryOf } from "../emscripten.ts";
import { Crew } from "./crew.ts";
import type { Multiplier, Product } from "./product.ts";

/** Multiplications and additions from which on a product is shared: waking others takes longer than fewer do. */
const SHARED_FROM = 2 ** 18;

/** Parts of a product for each thread, so that one that comes late finds some left. */
const TILES_A_THREAD = 4;

/** Bytes of a line of the cache: what threads write to stands on lines of its own. */
const LINE = 64;

/**
 * Makes what multiplies on the heap of `module`, with `threads` threads where the heap is shared.
 *
 * @throws {TolariaError} `backend/unavailable` if a thread cannot be started.
 */
export function startMultiplier(module: KernelModule, threads: number): Promise<Multiplier> {
  const memory = memoryOf(module);
  return threads > 1 && isShared(memory)
    ? startShared(module, memory, threads)
    : Promise.resolve(startAlone(module, memory));
}

function startAlone(module: KernelModule, memory: WebAssembly.Memory): Multiplier {
  const kernels = loadCompiledKernels(memory);
  const job = take(module, kernels.jobBytes());
  const room = take(module, kernels.roomBytes());
  return {
    multiply: (product) => {
      describe(kernels, job, product, 1);
      kernels.compute(job, room);
    },
    close: () => Promise.resolve(),
  };
}

async function startShared(
  module: KernelModule,
  memory: WebAssembly.Memory,
  threads: number,
): Promise<Multiplier> {
  const kernels = loadCrewKernels(memory);
  const board = take(module, kernels.boardBytes());
  const job = kernels.jobOf(board);
  new Uint8Array(memory.buffer, board, kernels.boardBytes()).fill(0);
  const [room, ...rooms] = Array.from({ length: threads }, () =>
    take(module, kernels.roomBytes()),
  ) as [number, ...number[]];
  const crew = await Crew.start(memory, board, rooms);
  return {
    multiply: (product) => {
      const { m, n, k, matrices } = product;
      const shared = m * n * k * matrices >= SHARED_FROM;
      describe(kernels, job, product, shared ? threads * TILES_A_THREAD : 1);
      if (shared) kernels.share(board, room, threads);
      else kernels.compute(job, room);
    },
    close: () => crew.end(() => kernels.close(board)),
  };
}

/** Room in the heap for as long as that lasts. */
function take(module: KernelModule, bytes: number): number {
  return Math.ceil(module._malloc(bytes + LINE) / LINE) * LINE;
}

function describe(kernels: CompiledKernels, job: number, product: Product, tiles: number): void {
  const { a, b, c, bias, m, n, k, matrices, least, most, tables } = product;
  kernels.describe(
    ...([job, a.at, b.at, c, bias, m, n, k, matrices] as const),
    ...([a.row, a.column, a.matrix, b.row, b.column, b.matrix] as const),
    ...([tables?.rows ?? 0, tables?.columns ?? 0, least, most, tiles] as const),
  );
}
