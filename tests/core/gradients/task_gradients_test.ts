import assert from "node:assert/strict";
import { before, test } from "node:test";
import { severalGradients } from "../../../core/gradients/several_gradients.ts";
import { type TaskRows, taskGradients } from "../../../core/gradients/task_gradients.ts";
import { tf } from "../../../deps.ts";
import { detach } from "../../../modules/kasmina/seeds/detach.ts";
import { leavesNoTensors } from "../../../testing/_support/tensors.ts";
import { useTestBackend } from "../../../testing/_support/test_backend.ts";

before(useTestBackend);

/** A network of numbers: weights w0 and w1, a seed s(h) = v h behind w0, and one behind w1, u h. */
interface Numbers {
  readonly w0: tf.Scalar;
  readonly w1: tf.Scalar;
  readonly v: tf.Scalar;
  readonly u: tf.Scalar;
}

/** Shares of the seeds behind w0 and w1. */
interface Shares {
  readonly v: number;
  readonly u: number;
}

/** Rows by weight; null is a weight that the row does not reach. */
function rowsOf(
  lossesOf: (output: tf.Scalar) => readonly tf.Scalar[],
  { v, u }: Shares,
  weights: readonly number[] = [1],
): { ofLosses: Record<string, number | null>[]; ofSeeds: Record<string, number | null>[] } {
  const initial = [3, 2, 0.5, 3].map((value) => tf.scalar(value));
  const variables = initial.map((value) => tf.variable(value));
  const [w0, w1, ofV, ofU] = variables as unknown as tf.Scalar[];
  const named = { w0, w1, v: ofV, u: ofU } as Numbers;
  const named_rows = ({ ofLosses, ofSeeds }: TaskRows) =>
    [ofLosses, ofSeeds].map((rows) =>
      rows.map((row) =>
        Object.fromEntries(
          row.map((gradient, at) => [
            Object.keys(named)[at] as string,
            gradient && (gradient.dataSync()[0] as number),
          ]),
        ),
      ),
    );
  let found: Record<string, number | null>[][] = [];
  const forward = () => {
    const blend = (h: tf.Scalar, weight: tf.Scalar, share: number) => {
      const output = detach(h.mul(weight));
      const blended = output.seen.mul(share).add(h.mul(1 - share)) as tf.Scalar;
      return { output, share, value: share === 1 ? (output.seen as tf.Scalar) : blended };
    };
    const first = blend(named.w0.mul(2), named.v, v);
    const second = blend(first.value.mul(named.w1), named.u, u);
    return { seeds: [first, second], losses: lossesOf(second.value) };
  };
  severalGradients(forward, ({ seeds, losses }, gradientOf) => {
    const weighted = losses.map((loss, at) => ({ loss, weight: weights[at] as number }));
    found = named_rows(taskGradients(weighted, seeds, variables as tf.Variable[], gradientOf));
  });
  tf.dispose([...initial, ...variables]);
  const [ofLosses = [], ofSeeds = []] = found;
  return { ofLosses, ofSeeds };
}

// x = 2: h1 = w0 x = 6, v h1 = 3, out1 = 0.25 3 + 0.75 6 = 5.25, h2 = w1 out1 = 10.5, u h2 = 31.5,
// out2 = 0.5 31.5 + 0.5 10.5 = 21.
const SHARES = { v: 0.25, u: 0.5 };

test("taskGradients() divides a gradient among the host and its seeds, by the first seed on each way", () => {
  leavesNoTensors(() => {
    const { ofLosses, ofSeeds } = rowsOf((output) => [output], SHARES);
    // Around both: w0: 0.5 w1 0.75 x; w1: 0.5 out1.
    assert.deepEqual(ofLosses, [{ w0: 1.5, w1: 2.625, v: null, u: null }]);
    // At full share, what is behind it: d out1 = (0.5 u + 0.5) w1 = 4; w0: 4 v x; v: 4 h1.
    // The second: w0 around the first, u w1 0.75 x; w1: u out1; u: h2.
    assert.deepEqual(ofSeeds, [
      { w0: 4, w1: null, v: 24, u: null },
      { w0: 9, w1: 15.75, v: null, u: 10.5 },
    ]);
    // Times the shares they add up to the whole: w0: d out1 (0.25 v + 0.75) x; w1: (0.5 u + 0.5) out1.
    assert.equal(1.5 + 0.25 * 4 + 0.5 * 9, 4 * (0.25 * 0.5 + 0.75) * 2);
    assert.equal(2.625 + 0.5 * 15.75, (0.5 * 3 + 0.5) * 5.25);
  });
});

test("taskGradients() leaves a host nothing before a seed that has all of its slot", () => {
  leavesNoTensors(() => {
    // out1 = v h1 = 3, h2 = 6, out2 = 0.5 u h2 + 0.5 h2 = 12; d out1 = 2 w1 = 4.
    const { ofLosses, ofSeeds } = rowsOf((output) => [output], { v: 1, u: 0.5 });
    assert.deepEqual(ofLosses, [{ w0: null, w1: 0.5 * 3, v: null, u: null }]);
    assert.deepEqual(ofSeeds, [
      { w0: 4 * 0.5 * 2, w1: null, v: 4 * 6, u: null },
      { w0: null, w1: 3 * 3, v: null, u: 6 },
    ]);
  });
});

test("taskGradients() gives each loss its own way around the seeds, and a seed those of all times their weights", () => {
  leavesNoTensors(() => {
    // d out2 of the second loss is -2.
    const losses = (output: tf.Scalar) => [output, output.mul<tf.Scalar>(-2)];
    const { ofLosses, ofSeeds } = rowsOf(losses, SHARES, [1, 0.25]);
    assert.deepEqual(ofLosses, [
      { w0: 1.5, w1: 2.625, v: null, u: null },
      { w0: -3, w1: -5.25, v: null, u: null },
    ]);
    // 1 + 0.25 (-2) = 0.5 of what one loss sends.
    assert.deepEqual(ofSeeds, [
      { w0: 2, w1: null, v: 12, u: null },
      { w0: 4.5, w1: 7.875, v: null, u: 5.25 },
    ]);
  });
});

test("taskGradients() has no row through a seed that no loss depends on", () => {
  leavesNoTensors(() => {
    const { ofSeeds } = rowsOf(() => [tf.scalar(1)], SHARES);
    assert.deepEqual(ofSeeds, Array(2).fill({ w0: null, w1: null, v: null, u: null }));
  });
});
