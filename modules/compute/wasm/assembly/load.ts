import { readFileSync } from "node:fs";

/**
 * The compiled kernels, as the sources beside this file declare them. A place is the byte in the heap where
 * a tensor's first number lies.
 */
export interface CompiledKernels {
  /** out = x factor. */
  scale(x: number, out: number, n: number, factor: number): void;
  /** out = sqrt(x). */
  sqrt(x: number, out: number, n: number): void;
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
   * Mean cross-entropy of logits [rows, classes], and gradient = softmax(logits) - targets; targets are class numbers where
   * `sparse` is 1, otherwise distributions.
   */
  crossEntropy(
    logits: number,
    targets: number,
    gradient: number,
    rows: number,
    classes: number,
    sparse: number,
  ): number;
  /** out [columns, rows] = x [rows, columns] transposed. */
  transpose(x: number, out: number, rows: number, columns: number): void;
  /** p2, b2 from p, g, b. */
  sgd(
    p: number,
    g: number,
    b: number,
    p2: number,
    b2: number,
    n: number,
    rate: number,
    momentum: number,
    nesterov: number,
  ): void;
  /** p2, m2, v2 from p, g, m, v. */
  adamw(
    p: number,
    g: number,
    m: number,
    v: number,
    p2: number,
    m2: number,
    v2: number,
    n: number,
    share1: number,
    share2: number,
    scale: number,
    epsilon: number,
    rate: number,
    decay: number,
    stride: number,
  ): void;
}

/** Puts the kernels to work on `memory`, the heap of tfjs's own; they take none of it for themselves. */
export function loadCompiledKernels(memory: WebAssembly.Memory): CompiledKernels {
  // What imports memory says whether threads share it, so there is a binary for each.
  const shared = memory.buffer instanceof SharedArrayBuffer;
  const file = new URL(shared ? "kernels_shared.wasm" : "kernels.wasm", import.meta.url);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file)), {
    env: { memory },
  });
  return exports as unknown as CompiledKernels;
}
