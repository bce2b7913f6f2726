import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { ComputeBackend } from "../../../../core/mod.ts";
import { tf } from "../../../../deps.ts";
import { testUnless } from "../../../../testing/_support/suite.ts";
import { faultOf } from "./check.ts";
import { SWEEP } from "./mod.ts";
import { type Backend, ORIGINS, UNREACHED } from "./origins.ts";

const OPS = [...new Set(SWEEP.map(({ op }) => op))].sort();

/**
 * Checks values and gradients of every op that a layer can reach, and that the table of what is ours is true.
 *
 * @param name The backend, as the table calls it.
 * @param options.stockName Name under which tfjs's own kernels stay registered while ours are in use, if they do.
 * @param options.partial Why some of the kernels in the table are not in use.
 */
export function sweepsKernels(
  name: Backend,
  create: () => ComputeBackend,
  { stockName, partial }: { readonly stockName?: string; readonly partial?: string } = {},
): void {
  let backend: ComputeBackend;
  let current: string;
  let wrong = 0;
  const stockGradients = new Map(OPS.map((op) => [op, tf.getGradient(op)]));
  before(async () => {
    await tf.setBackend("cpu");
    backend = create();
    await backend.start();
    current = tf.getBackend();
  });
  after(async () => {
    await backend.dispose();
    process.stderr.write(
      `kernel sweep on ${name}: ${OPS.length} ops, ${SWEEP.length} cases, ${wrong} wrong\n`,
    );
  });

  for (const op of OPS) {
    test(`${op} has the values and gradients of its formula on ${name}`, () => {
      const tensors = tf.memory().numTensors;
      const faults = SWEEP.filter((sweep) => sweep.op === op).flatMap((sweep) => {
        const fault = faultOf(sweep);
        return fault === undefined ? [] : [`${sweep.name}: ${fault}`];
      });
      wrong += faults.length;
      assert.deepEqual(faults, []);
      assert.equal(tf.memory().numTensors, tensors, "tensors left behind");
    });
  }

  testUnless(partial, `origins say which kernels and gradients are ours on ${name}`, async () => {
    const gradients = OPS.filter((op) => tf.getGradient(op) !== stockGradients.get(op));
    const ours = new Map(OPS.map((op) => [op, tf.getKernel(op, current)?.kernelFunc]));
    // Where tfjs's kernels have the same backend's name, they are restored when it is not in use.
    if (stockName === undefined) await backend.dispose();
    const replaced = OPS.filter(
      (op) => ours.get(op) !== tf.getKernel(op, stockName ?? current)?.kernelFunc,
    );
    if (stockName === undefined) await backend.start();
    const listed = (select: (origin: (typeof ORIGINS)[number]) => unknown) =>
      ORIGINS.filter(select)
        .flatMap(({ ops }) => ops)
        .sort();
    assert.deepEqual(
      replaced,
      listed(({ kernels }) => kernels?.[name]),
    );
    assert.deepEqual(
      gradients,
      listed(({ gradient }) => gradient),
    );
  });
}

/** Checks that the sweep leaves out no op that tfjs differentiates. */
export function coversGradients(): void {
  test("the sweep has cases for every op that tfjs differentiates", () => {
    const globals = (globalThis as unknown as { _tfGlobals: Map<string, Map<string, unknown>> })
      ._tfGlobals;
    const differentiable = [...(globals.get("gradRegistry") as Map<string, unknown>).keys()];
    const known = new Set([...OPS, ...Object.keys(UNREACHED)]);
    const missing = differentiable.filter((op) => !known.has(op) && !op.startsWith("Tolaria"));
    assert.deepEqual(missing, []);
  });

  test("the table of origins has every op of the sweep once", () => {
    assert.deepEqual(ORIGINS.flatMap(({ ops }) => ops).sort(), OPS);
  });
}
