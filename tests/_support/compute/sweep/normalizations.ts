import { tf } from "../../../../deps.ts";
import { build, get, type Nd, reduce, sum, zip } from "./nd.ts";
import { type SweepCase, values, valuesIn } from "./sweep_case.ts";

const nd = (x: Nd | undefined) => x as Nd;
const x4 = (x: tf.Tensor | undefined) => x as tf.Tensor4D;

const average = (v: readonly number[]) => sum(v) / v.length;

/** x / (bias + alpha sum(x^2))^beta, summed over channels within the radius. */
const responses: readonly SweepCase[] = [
  [[1, 2, 2, 6], 2, 1, 0.5, 0.75],
  [[2, 1, 2, 3], 5, 2, 0.1, 0.5],
  [[1, 1, 3, 7], 1, 1, 1, 1],
].map((entry) => {
  const [shape, radius, bias, alpha, beta] = entry as [number[], number, number, number, number];
  return {
    op: "LRN",
    name: `[${shape}], radius ${radius}, bias ${bias}, alpha ${alpha}, beta ${beta}`,
    inputs: [values(shape, 10)],
    compute: (x: tf.Tensor | undefined) =>
      tf.localResponseNormalization(x4(x), radius, bias, alpha, beta),
    reference: (x: Nd | undefined) =>
      build(shape, (index) => {
        const c = index[3] as number;
        let squares = 0;
        for (
          let other = Math.max(0, c - radius);
          other <= Math.min((shape[3] as number) - 1, c + radius);
          other++
        ) {
          squares += get(nd(x), [...index.slice(0, 3), other]) ** 2;
        }
        return get(nd(x), index) / (bias + alpha * squares) ** beta;
      }),
  };
});

const normalizations: readonly SweepCase[] = [
  [4, 3],
  [2, 3, 3],
  [2, 2, 2, 3],
].map((shape) => ({
  op: "FusedBatchNorm",
  name: `[${shape}]`,
  inputs: [
    values(shape, 1),
    values([3], 2),
    valuesIn([3], 0.5, 2, 3),
    values([3], 4),
    values([3], 5),
  ],
  compute: (x, mean, variance, offset, scale) =>
    tf.batchNorm(
      x as tf.Tensor4D,
      mean as tf.Tensor1D,
      variance as tf.Tensor1D,
      offset as tf.Tensor1D,
      scale as tf.Tensor1D,
      0.01,
    ),
  reference: (x, mean, variance, offset, scale) => {
    const centered = zip(nd(x), nd(mean), (a, b) => a - b);
    const unit = zip(centered, nd(variance), (a, v) => a / Math.sqrt(v + 0.01));
    return zip(
      zip(unit, nd(scale), (a, b) => a * b),
      nd(offset),
      (a, b) => a + b,
    );
  },
}));

const moments: readonly SweepCase[] = [
  {
    op: "FusedBatchNorm",
    name: "with moments of the batch, as in training",
    // Without a scale or an offset tfjs throws, so its layer is given 1 and 0.
    inputs: [values([3, 2, 2, 2], 1), values([2], 2), values([2], 3)],
    compute: (x, scale, offset) => {
      const { mean, variance } = tf.moments(x as tf.Tensor, [0, 1, 2]);
      return tf.batchNorm(
        x4(x),
        mean as tf.Tensor1D,
        variance as tf.Tensor1D,
        offset as tf.Tensor1D,
        scale as tf.Tensor1D,
        0.01,
      );
    },
    reference: (x, scale, offset) => {
      const mean = reduce(nd(x), [0, 1, 2], average);
      const variance = reduce(
        zip(nd(x), mean, (a, m) => (a - m) ** 2),
        [0, 1, 2],
        average,
      );
      const unit = zip(
        zip(nd(x), mean, (a, m) => a - m),
        variance,
        (a, v) => a / Math.sqrt(v + 0.01),
      );
      return zip(
        zip(unit, nd(scale), (a, b) => a * b),
        nd(offset),
        (a, b) => a + b,
      );
    },
  },
];

export const NORMALIZATION: readonly SweepCase[] = [...responses, ...normalizations, ...moments];
