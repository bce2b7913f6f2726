import { tf } from "../../../../deps.ts";
import { map } from "./nd.ts";
import { given, type SweepCase, values, valuesIn } from "./sweep_case.ts";

type Unary = (x: tf.Tensor) => tf.Tensor;

interface Function {
  readonly op: string;
  readonly compute: Unary;
  readonly reference: (x: number) => number;
  /** Domain that inputs are drawn from. @default [-1, 1] */
  readonly domain?: readonly [least: number, most: number];
  readonly tolerance?: number;
}

/** Gauss error function: its Maclaurin series, exact to float64 below 3. */
function erf(x: number): number {
  let [term, total] = [x, x];
  for (let n = 1; n < 80; n++) {
    term *= (-x * x) / n;
    total += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * total;
}

const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;
const roundHalfToEven = (x: number) => {
  const down = Math.floor(x);
  const rest = x - down;
  return rest < 0.5 || (rest === 0.5 && down % 2 === 0) ? down : down + 1;
};
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

const SMOOTH: readonly Function[] = [
  { op: "Abs", compute: tf.abs, reference: Math.abs },
  { op: "Acos", compute: tf.acos, reference: Math.acos, domain: [-0.9, 0.9] },
  { op: "Acosh", compute: tf.acosh, reference: Math.acosh, domain: [1.1, 4] },
  { op: "Asin", compute: tf.asin, reference: Math.asin, domain: [-0.9, 0.9] },
  { op: "Asinh", compute: tf.asinh, reference: Math.asinh, domain: [-4, 4] },
  { op: "Atan", compute: tf.atan, reference: Math.atan, domain: [-4, 4] },
  { op: "Atanh", compute: tf.atanh, reference: Math.atanh, domain: [-0.9, 0.9] },
  { op: "Cast", compute: (x) => tf.cast(x, "float32"), reference: (x) => x },
  { op: "Ceil", compute: tf.ceil, reference: Math.ceil, domain: [-4, 4] },
  {
    op: "ClipByValue",
    compute: (x) => tf.clipByValue(x, -0.5, 0.25),
    reference: (x) => Math.min(0.25, Math.max(-0.5, x)),
  },
  { op: "Cos", compute: tf.cos, reference: Math.cos, domain: [-9, 9] },
  { op: "Cosh", compute: tf.cosh, reference: Math.cosh, domain: [-4, 4] },
  { op: "Elu", compute: tf.elu, reference: (x) => (x > 0 ? x : Math.expm1(x)), domain: [-4, 4] },
  { op: "Erf", compute: tf.erf, reference: erf, domain: [-2.5, 2.5] },
  { op: "Exp", compute: tf.exp, reference: Math.exp, domain: [-4, 4] },
  { op: "Expm1", compute: tf.expm1, reference: Math.expm1, domain: [-4, 4] },
  { op: "Floor", compute: tf.floor, reference: Math.floor, domain: [-4, 4] },
  { op: "Identity", compute: (x) => x.clone(), reference: (x) => x },
  {
    op: "LeakyRelu",
    compute: (x) => tf.leakyRelu(x, 0.3),
    reference: (x) => (x > 0 ? x : 0.3 * x),
  },
  { op: "Log", compute: tf.log, reference: Math.log, domain: [0.05, 9] },
  { op: "Log1p", compute: tf.log1p, reference: Math.log1p, domain: [-0.9, 9] },
  { op: "Neg", compute: tf.neg, reference: (x) => -x },
  { op: "Reciprocal", compute: tf.reciprocal, reference: (x) => 1 / x, domain: [0.2, 4] },
  { op: "Relu", compute: tf.relu, reference: (x) => Math.max(0, x) },
  {
    op: "Relu6",
    compute: tf.relu6,
    reference: (x) => Math.min(6, Math.max(0, x)),
    domain: [-4, 12],
  },
  { op: "Round", compute: tf.round, reference: roundHalfToEven, domain: [-4, 4] },
  { op: "Rsqrt", compute: tf.rsqrt, reference: (x) => 1 / Math.sqrt(x), domain: [0.2, 9] },
  {
    op: "Selu",
    compute: tf.selu,
    reference: (x) => SELU_SCALE * (x > 0 ? x : SELU_ALPHA * Math.expm1(x)),
    domain: [-4, 4],
  },
  { op: "Sigmoid", compute: tf.sigmoid, reference: sigmoid, domain: [-9, 9] },
  { op: "Sign", compute: tf.sign, reference: Math.sign },
  { op: "Sin", compute: tf.sin, reference: Math.sin, domain: [-9, 9] },
  { op: "Sinh", compute: tf.sinh, reference: Math.sinh, domain: [-4, 4] },
  { op: "Softplus", compute: tf.softplus, reference: softplus, domain: [-9, 9] },
  { op: "Sqrt", compute: tf.sqrt, reference: Math.sqrt, domain: [0.2, 9] },
  { op: "Square", compute: tf.square, reference: (x) => x * x, domain: [-4, 4] },
  { op: "Step", compute: (x) => tf.step(x), reference: (x) => (x > 0 ? 1 : 0) },
  { op: "Tan", compute: tf.tan, reference: Math.tan, domain: [-1.2, 1.2] },
  { op: "Tanh", compute: tf.tanh, reference: Math.tanh, domain: [-4, 4] },
  { op: "OnesLike", compute: tf.onesLike, reference: () => 1 },
  { op: "ZerosLike", compute: tf.zerosLike, reference: () => 0 },
];

/** Every function on an odd number of values, more than a SIMD register has. */
const smooth: readonly SweepCase[] = SMOOTH.map(
  ({ op, compute, reference, domain: [least, most] = [-1, 1], ...rest }) => ({
    op,
    name: `[${least}, ${most}]`,
    inputs: [valuesIn([3, 7], least, most)],
    compute: (x) => compute(x as tf.Tensor),
    reference: (x) => map(x as never, reference),
    ...rest,
  }),
);

const SPECIAL = [
  Number.NaN,
  Infinity,
  -Infinity,
  0,
  1,
  -1,
  1e-30,
  -1e-30,
  1e30,
  -1e30,
  3e-9,
  -3e-9,
  100,
  -100,
  0.5,
];

/** Ops whose float64 reference holds for every float32, NaN and infinities included. */
const EVERYWHERE = [
  "Abs",
  "Atan",
  "Cast",
  "Ceil",
  "ClipByValue",
  "Elu",
  "Exp",
  "Expm1",
  "Floor",
  "Identity",
  "LeakyRelu",
  "Neg",
  "Reciprocal",
  "Relu",
  "Relu6",
  "Selu",
  "Sigmoid",
  "Sign",
  "Softplus",
  "Square",
  "Tanh",
];
/** The same for numbers that are not negative. */
const NOT_NEGATIVE = ["Log", "Log1p", "Sqrt", "Rsqrt"];

const special: readonly SweepCase[] = SMOOTH.flatMap(({ op, compute, reference }) => {
  const everywhere = EVERYWHERE.includes(op);
  if (!everywhere && !NOT_NEGATIVE.includes(op)) return [];
  const numbers = SPECIAL.filter((x) => everywhere || !(x < 0));
  return [
    {
      op,
      name: "NaN, infinities, tiny and huge values",
      inputs: [given([numbers.length], numbers)],
      compute: (x: tf.Tensor | undefined) => compute(x as tf.Tensor),
      reference: (x) => map(x as never, (value) => Math.fround(reference(value))),
      gradient: false,
    } satisfies SweepCase,
  ];
});

/** Kinks of functions, and the gradient that TensorFlow chooses there. */
const KINKS: readonly [op: string, compute: Unary, at: number, gradient: number][] = [
  ["Abs", tf.abs, 0, 0],
  ["Relu", tf.relu, 0, 0],
  ["Relu6", tf.relu6, 0, 0],
  ["Relu6", tf.relu6, 6, 0],
  ["LeakyRelu", (x) => tf.leakyRelu(x, 0.25), 0, 0.25],
  ["Elu", tf.elu, 0, 1],
  ["ClipByValue", (x) => tf.clipByValue(x, -0.5, 0.25), 0.25, 1],
  ["ClipByValue", (x) => tf.clipByValue(x, -0.5, 0.25), -0.5, 1],
];

const kinks: readonly SweepCase[] = KINKS.map(([op, compute, at, slope]) => ({
  op,
  name: `kink at ${at}`,
  inputs: [given([3], [at, at, at])],
  compute: (x) => compute(x as tf.Tensor),
  reference: (x) => map(x as never, (SMOOTH.find((f) => f.op === op) as Function).reference),
  gradient: (dy) => [map(dy, (v) => v * slope)],
  // The reference of LeakyRelu has another slope; at 0 both are 0.
}));

export const UNARY: readonly SweepCase[] = [
  ...smooth,
  ...special,
  ...kinks,
  {
    op: "Step",
    name: "with a slope below 0",
    inputs: [values([7])],
    compute: (x) => tf.step(x as tf.Tensor, 0.5),
    reference: (x) => map(x as never, (v) => (v > 0 ? 1 : 0.5)),
  },
];
