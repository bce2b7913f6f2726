import { readFileSync } from "node:fs";
import type { JobKernels } from "./job_kernels.ts";

/** The compiled kernels, as the sources beside this file declare them. Tensors are passed by address. */
export interface CompiledKernels extends JobKernels {
  /** out = x factor. */
  scale(x: number, out: number, n: number, factor: number): void;
  /** out = sqrt(x). */
  sqrt(x: number, out: number, n: number): void;
  /** out = x between two bounds; NaN stays. */
  clamp(x: number, out: number, n: number, lower: number, upper: number): void;
  /** out = the larger of x and y; NaN if one is. */
  maximum(x: number, y: number, out: number, n: number): void;
  /** out = the smaller of x and y; NaN if one is. */
  minimum(x: number, y: number, out: number, n: number): void;
  /** out = -1, 0 or 1; NaN stays. */
  sign(x: number, out: number, n: number): void;
  /** out [rows] = the sum of each row of x [rows, width] divided by `divisor`. */
  sumRows(x: number, out: number, rows: number, width: number, divisor: number): void;
  /** Sum of n numbers. */
  sum(x: number, n: number): number;
  /** Sum of the squares of n numbers. */
  squaredNorm(x: number, n: number): number;
  /** out = x, n numbers; sum of their squares. */
  copyWithSquaredNorm(x: number, out: number, n: number): number;
  /** sums [rows, rows], doubles, = x x^T of x [rows, n]. */
  gram(x: number, rows: number, n: number, sums: number): void;
  /** out [n] = w^T x of w [rows] and x [rows, n]. */
  combine(w: number, x: number, rows: number, n: number, out: number): void;
  /**
   * Mean cross-entropy of logits [rows, classes], and gradient = softmax(logits) - targets; targets
   * are class indices if `sparse` is 1, otherwise distributions.
   */
  crossEntropy(
    logits: number,
    targets: number,
    gradient: number,
    rows: number,
    classes: number,
    sparse: number,
  ): number;
  /**
   * sums [width] of the rows of dy [rows, width]; or, if y is not 0, of dz = dy where y > 0 and 0
   * elsewhere.
   */
  denseGradient(dy: number, y: number, dz: number, sums: number, rows: number, width: number): void;
  /** dz = dy where y > 0 and 0 elsewhere. */
  reluGradient(dy: number, y: number, dz: number, bytes: number): void;
  /** dx [rows, width] from dy and y = softmax(x). */
  softmaxGradient(dy: number, y: number, dx: number, rows: number, width: number): void;
  /**
   * y [rows, width], and the mean and 1 / sqrt(variance + epsilon) of each row; gamma and beta may
   * be 0, for none.
   */
  layerNormalization(
    x: number,
    gamma: number,
    beta: number,
    y: number,
    means: number,
    factors: number,
    rows: number,
    width: number,
    epsilon: number,
  ): void;
  /** dx [rows, width], dgamma and dbeta [width]; gamma may be 0, for none. */
  layerNormalizationGradient(
    dy: number,
    x: number,
    means: number,
    factors: number,
    gamma: number,
    dx: number,
    dgamma: number,
    dbeta: number,
    rows: number,
    width: number,
  ): void;
  /** out [columns, rows] = x [rows, columns] transposed. */
  transpose(x: number, out: number, rows: number, columns: number): void;
  /** Bytes of scratch memory of a recurrence and of its gradient. */
  recurrenceScratchBytes(cell: number, units: number): number;
  /** out [columns / 8, rows, 8] = x [rows, columns], padded with 0. */
  packColumns(x: number, rows: number, columns: number, out: number): void;
  /** Adds what the parts of a convolution's gradient have summed; biases may be 0, for none. */
  addConvolutionGradients(
    sizes: number,
    filterParts: number,
    biasParts: number,
    filters: number,
    biases: number,
  ): void;
  /** Writes the offset in bytes of each of [images, rows, columns], in that order, for the given strides. */
  stridedOffsets(
    out: number,
    images: number,
    rows: number,
    columns: number,
    imageStride: number,
    rowStride: number,
    columnStride: number,
  ): void;
}

/** Kernels that only the binary for shared memory has: a thread pool for jobs. */
export interface ThreadPoolKernels {
  /** Bytes of a pool's state, its job included; all 0 at the start. */
  poolBytes(): number;
  /** Address of a pool's job. */
  jobOf(pool: number): number;
  /** Computes the pool's job on the calling thread and its workers, `threads` in total. */
  runParallel(pool: number, scratch: number, threads: number): void;
  /** Runs the pool's jobs; returns when the pool shuts down. */
  runWorker(pool: number, scratch: number): void;
  /** Ends the workers. */
  shutDown(pool: number): void;
}

/** Whether the memory is shared between threads. */
export function isShared(memory: WebAssembly.Memory): boolean {
  return memory.buffer instanceof SharedArrayBuffer;
}

/** Instantiates the kernels on `memory`, the heap of tfjs's own; they allocate nothing. */
export function loadCompiledKernels(memory: WebAssembly.Memory): CompiledKernels {
  return load(memory, isShared(memory));
}

/** As {@link loadCompiledKernels}, for shared memory. */
export function loadThreadPoolKernels(
  memory: WebAssembly.Memory,
): CompiledKernels & ThreadPoolKernels {
  return load(memory, true);
}

function load(memory: WebAssembly.Memory, shared: boolean): CompiledKernels & ThreadPoolKernels {
  // The memory import says whether it is shared, so each kind has its own binary.
  const file = new URL(shared ? "kernels_shared.wasm" : "kernels.wasm", import.meta.url);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file)), {
    env: { memory },
  });
  return exports as unknown as CompiledKernels & ThreadPoolKernels;
}
