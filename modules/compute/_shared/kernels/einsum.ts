import type { TensorInfo } from "./host_kernel.ts";
import type { ComposedKernel, KernelRunner } from "./kernel_runner.ts";

/** A tensor whose axes have the letters of an equation. */
interface Term {
  readonly tensor: TensorInfo;
  readonly axes: readonly string[];
}

/**
 * Sums of products by an equation such as `bth,bsh->bts`: operands are contracted from left to right, each pair by a
 * matrix product. tfjs has none for wasm, and none for three operands.
 */
export const einsum: ComposedKernel = {
  kernelName: "Einsum",
  run: (inputs, attributes, kernels) => {
    const [left, output] = (attributes.equation as string).replaceAll(" ", "").split("->") as [
      string,
      string,
    ];
    const terms = left.split(",").map((letters, at): Term => {
      return { tensor: Object.values(inputs)[at] as TensorInfo, axes: [...letters] };
    });
    const temporary: TensorInfo[] = [];
    const steps = stepsOf(kernels, temporary);
    const [first, ...others] = terms as [Term, ...Term[]];
    const product = others.reduce((a, b, at) => {
      const later = others.slice(at + 1).flatMap(({ axes }) => axes);
      return steps.contract(a, b, new Set([...output, ...later]));
    }, first);
    const { tensor } = steps.permute(steps.sumOthers(product, new Set(output)), [...output]);
    const result = kernels.view(tensor, tensor.shape);
    kernels.release(...temporary);
    return result;
  },
};

/** Steps of a contraction; what they allocate is noted in `temporary`. */
function stepsOf(kernels: KernelRunner, temporary: TensorInfo[]) {
  const note = (tensor: TensorInfo) => {
    temporary.push(tensor);
    return tensor;
  };
  const view = ({ tensor }: Term, shape: number[]) => note(kernels.view(tensor, shape));

  /** Sums over axes that are not kept. */
  const sumOthers = (term: Term, kept: ReadonlySet<string>): Term => {
    const axis = [...term.axes.keys()].filter((at) => !kept.has(term.axes[at] as string));
    if (axis.length === 0) return term;
    const tensor = note(kernels.run("Sum", { x: term.tensor }, { axis, keepDims: false }));
    return { tensor, axes: term.axes.filter((letter) => kept.has(letter)) };
  };

  const permute = (term: Term, axes: readonly string[]): Term => {
    const perm = axes.map((letter) => term.axes.indexOf(letter));
    if (perm.every((from, to) => from === to)) return term;
    return { tensor: note(kernels.run("Transpose", { x: term.tensor }, { perm })), axes };
  };

  /** Multiplies two terms and sums over axes of both that are not kept: a batch of matrix products. */
  const contract = (left: Term, right: Term, kept: ReadonlySet<string>): Term => {
    const a = sumOthers(left, new Set([...kept, ...right.axes]));
    const b = sumOthers(right, new Set([...kept, ...left.axes]));
    const shared = a.axes.filter((letter) => b.axes.includes(letter));
    const batch = shared.filter((letter) => kept.has(letter));
    const inner = shared.filter((letter) => !kept.has(letter));
    const rows = a.axes.filter((letter) => !shared.includes(letter));
    const columns = b.axes.filter((letter) => !shared.includes(letter));
    const extent = ({ tensor, axes }: Term, letters: readonly string[]) =>
      letters.map((letter) => tensor.shape[axes.indexOf(letter)] as number);
    const [batches, m] = [extent(a, batch), extent(a, rows)];
    const [k, n] = [extent(a, inner), extent(b, columns)];
    const [stack, depth] = [sizeOf(batches), sizeOf(k)];
    const factors = {
      a: view(permute(a, [...batch, ...rows, ...inner]), [stack, sizeOf(m), depth]),
      b: view(permute(b, [...batch, ...inner, ...columns]), [stack, depth, sizeOf(n)]),
    };
    const product = note(
      kernels.run("BatchMatMul", factors, { transposeA: false, transposeB: false }),
    );
    const tensor = note(kernels.view(product, [...batches, ...m, ...n]));
    return { tensor, axes: [...batch, ...rows, ...columns] };
  };
  return { sumOthers, permute, contract };
}

const sizeOf = (shape: readonly number[]) => shape.reduce((size, extent) => size * extent, 1);
