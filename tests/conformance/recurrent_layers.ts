import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { tf } from "../../deps.ts";
import { type SuiteOptions, suiteOf } from "../../testing/_support/suite.ts";
import { assertClose, leavesNoTensors, take } from "../../testing/_support/tensors.ts";

// B = examples, T = steps, I = inputs

const KINDS = ["lstm", "gru", "simpleRNN"] as const;
type Kind = (typeof KINDS)[number];
type LayerArgs = Parameters<typeof tf.layers.lstm>[0];

interface Case {
  readonly title: string;
  readonly args?: Partial<LayerArgs>;
  /** Without it, of each kind. */
  readonly kind?: Kind;
  /** [B, T, I]. @default [5, 4, 3] */
  readonly shape?: [number, number, number];
  readonly masked?: boolean;
  /** Whether the states before the first step are given. */
  readonly begins?: boolean;
  readonly units?: number;
  readonly training?: boolean;
}

const CASES: readonly Case[] = [
  { title: "returns the last state" },
  { title: "returns all states", args: { returnSequences: true } },
  { title: "goes backwards", args: { goBackwards: true, returnSequences: true } },
  { title: "skips masked steps", masked: true, args: { returnSequences: true } },
  { title: "skips masked steps backwards", masked: true, args: { goBackwards: true } },
  { title: "returns its states", args: { returnState: true, returnSequences: true } },
  { title: "begins with given states", begins: true, args: { returnState: true }, masked: true },
  { title: "has no bias", args: { useBias: false } },
  { title: "has a sigmoid and a hard one", args: { recurrentActivation: "hardSigmoid" } },
  { title: "has rectified states", args: { activation: "relu", returnSequences: true } },
  { title: "has linear states", args: { activation: "linear" } },
  { title: "has gates of tanh", args: { recurrentActivation: "tanh", activation: "sigmoid" } },
  { title: "drops inputs", args: { dropout: 0.5 }, training: true },
  { title: "drops states", args: { recurrentDropout: 0.5, returnSequences: true }, training: true },
  { title: "drops nothing in a prediction", args: { dropout: 0.5, recurrentDropout: 0.5 } },
  { title: "has one example and one unit", shape: [1, 3, 1], units: 1 },
  { title: "has one step", shape: [4, 1, 2], units: 5, args: { returnSequences: true } },
  { title: "has more units than a vector", shape: [9, 3, 2], units: 37 },
];

/** Checks recurrent layers, values and gradients, against tfjs's own on the current backend. */
export function conformsToRecurrentLayers(options: SuiteOptions = {}): void {
  const check = suiteOf(options);
  for (const kind of KINDS) {
    for (const each of CASES) {
      check(`${kind}() that ${each.title} equals tfjs's own`, () => compare(kind, each));
    }
  }
  for (const each of kerasCases()) {
    check(`${each.kind}() with ${JSON.stringify(each.options)} equals Keras's`, () =>
      compareWithKeras(each),
    );
  }
  check("lstm() that is bidirectional and stacked equals tfjs's own", compareStacked);
  check("lstm() is differentiated twice", differentiateTwice);
}

/** A layer with weights of its seed, and what its tensors are multiplied by for a sum. */
function compare(kind: Kind, each: Case): void {
  const { shape = [5, 4, 3], units = 6, args, masked, begins, training = false } = each;
  const stddev = 2 / Math.sqrt(units);
  const layer = tf.layers[kind]({
    units,
    ...args,
    kernelInitializer: tf.initializers.randomNormal({ seed: 3, stddev }),
    recurrentInitializer: tf.initializers.randomNormal({ seed: 4, stddev }),
    biasInitializer: tf.initializers.randomNormal({ seed: 5, stddev }),
    ...(args?.dropout && { dropoutFunc: halve }),
    ...(args?.recurrentDropout && { dropoutFunc: halve }),
  } as LayerArgs);
  const [batch, steps] = shape;
  const x = tf.randomNormal(shape, 0, 1, "float32", 6);
  layer.apply(x);
  const states = begins
    ? Array.from({ length: kind === "lstm" ? 2 : 1 }, (_, at) =>
        tf.randomNormal([batch, units], 0, 1, "float32", 7 + at),
      )
    : [];
  const kwargs = {
    training,
    ...(masked && { mask: tf.randomUniform([batch, steps], 0, 1, "float32", 9).greater(0.4) }),
  };
  const run = () => {
    const call = (inputs: tf.Tensor, initialState: tf.Tensor[]) => {
      const all = initialState.length > 0 ? { ...kwargs, initialState } : kwargs;
      const outputs = (layer as tf.layers.Layer).call(inputs, all);
      return Array.isArray(outputs) ? outputs : [outputs];
    };
    const values = call(x, states).map(take);
    const variables = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const { value, grads } = tf.variableGrads(() => sumOf(call(x, states)), variables);
    const ofInputs = tf.grads((inputs: tf.Tensor, ...begin: tf.Tensor[]) =>
      sumOf(call(inputs, begin)),
    )([x, ...states]);
    const gradients = [...variables.map(({ name }) => grads[name] as tf.Tensor), ...ofInputs];
    return [...values, take(value), ...gradients.map(take)];
  };
  let ours: number[][] = [];
  leavesNoTensors(() => {
    ours = tf.tidy(run);
  });
  const stock = withoutKernel(() => tf.tidy(run));
  assert.equal(ours.length, stock.length);
  for (const [at, numbers] of ours.entries()) {
    assertClose(numbers, stock[at] as number[], 1e-5, `${at} of ${stock.length}`);
  }
  layer.dispose();
  tf.dispose([x, states, kwargs]);
}

/** Keeps every other number, twice as large. */
function halve(x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const kept = Array.from({ length: x.size }, (_, at) => (at % 2) * 2);
    return x.mul(tf.tensor(kept, x.shape));
  });
}

/** A sum in which every number has a weight of its own. */
function sumOf(outputs: readonly tf.Tensor[]): tf.Scalar {
  return outputs
    .map((output, at) => {
      const weights = tf.randomNormal(output.shape, 0, 1, "float32", 20 + at);
      return output.mul(weights).sum<tf.Scalar>();
    })
    .reduce((sum, each) => sum.add(each));
}

/** Runs with tfjs's own computation of recurrent layers. */
function withoutKernel<T>(run: () => T): T {
  const kernel = tf.getKernel("TolariaRecurrence", tf.getBackend()) as tf.KernelConfig;
  tf.unregisterKernel("TolariaRecurrence", tf.getBackend());
  try {
    return run();
  } finally {
    tf.registerKernel(kernel);
  }
}

function compareStacked(): void {
  const seeded = (seed: number) => tf.initializers.randomNormal({ seed, stddev: 0.5 });
  const model = tf.sequential({
    layers: [
      tf.layers.embedding({ inputDim: 5, outputDim: 3, maskZero: true, inputLength: 4 }),
      tf.layers.bidirectional({
        layer: tf.layers.lstm({
          units: 4,
          returnSequences: true,
          kernelInitializer: seeded(1),
          recurrentInitializer: seeded(2),
        }) as tf.RNN,
        mergeMode: "concat",
      }),
      tf.layers.gru({ units: 3, kernelInitializer: seeded(3), recurrentInitializer: seeded(4) }),
      tf.layers.dense({ units: 2, kernelInitializer: seeded(5) }),
    ],
  });
  const ids = tf.tensor2d([
    [1, 2, 0, 0],
    [3, 4, 1, 2],
    [0, 0, 0, 0],
  ]);
  const run = () =>
    tf.tidy(() => {
      const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
      const { grads } = tf.variableGrads(
        () => sumOf([model.apply(ids, { training: true }) as tf.Tensor]),
        variables,
      );
      return variables.map(({ name }) => take(grads[name] as tf.Tensor));
    });
  const [ours, stock] = [run(), withoutKernel(run)];
  for (const [at, numbers] of ours.entries()) assertClose(numbers, stock[at] as number[], 1e-5);
  model.dispose();
  ids.dispose();
}

/** The second derivative of a sum, against tfjs's own. */
function differentiateTwice(): void {
  const layer = tf.layers.lstm({
    units: 2,
    // tfjs cannot differentiate its hard one twice.
    recurrentActivation: "sigmoid",
    kernelInitializer: tf.initializers.randomNormal({ seed: 3 }),
    recurrentInitializer: tf.initializers.randomNormal({ seed: 4 }),
  });
  const x = tf.randomNormal<tf.Rank.R3>([2, 3, 2], 0, 1, "float32", 6);
  layer.apply(x);
  const once = tf.grad((inputs: tf.Tensor) => (layer.apply(inputs) as tf.Tensor).sum());
  const run = () => take(tf.tidy(() => tf.grad((inputs: tf.Tensor) => once(inputs).square())(x)));
  assertClose(run(), withoutKernel(run), 1e-5);
  layer.dispose();
  x.dispose();
}

/** What tests/fixtures/recurrent/generate.py writes. */
interface KerasCase {
  readonly kind: Kind;
  readonly options: { readonly return_sequences?: boolean; readonly go_backwards?: boolean };
  readonly weights: readonly { readonly shape: number[]; readonly values: number[] }[];
  readonly x: number[];
  readonly mask: number[] | null;
  readonly factors: number[];
  readonly y: number[];
  readonly gradients: readonly number[][];
}

const FIXTURE = JSON.parse(
  readFileSync(new URL("../fixtures/recurrent/recurrent.json", import.meta.url), "utf8"),
) as { readonly shape: [number, number, number]; units: number; cases: readonly KerasCase[] };

function kerasCases(): readonly KerasCase[] {
  return FIXTURE.cases;
}

function compareWithKeras({ kind, options, ...expected }: KerasCase): void {
  const { shape, units } = FIXTURE;
  const layer = tf.layers[kind]({
    units,
    recurrentActivation: "sigmoid",
    recurrentInitializer: "zeros",
    returnSequences: options.return_sequences ?? false,
    goBackwards: options.go_backwards ?? false,
  });
  tf.tidy(() => {
    const x = tf.tensor3d(expected.x, shape);
    layer.apply(x);
    layer.setWeights(expected.weights.map((weight) => tf.tensor(weight.values, weight.shape)));
    const mask = expected.mask && {
      mask: tf.tensor2d(expected.mask, [shape[0], shape[1]], "bool"),
    };
    const call = (inputs: tf.Tensor) => layer.call(inputs, { ...mask }) as tf.Tensor;
    const sum = (y: tf.Tensor) => y.mul(tf.tensor(expected.factors, y.shape)).sum<tf.Scalar>();
    assertClose([...call(x).dataSync()], expected.y, 1e-5);
    const variables = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const { grads } = tf.variableGrads(() => sum(call(x)), variables);
    const dx = tf.grad((inputs: tf.Tensor) => sum(call(inputs)))(x);
    [...variables.map(({ name }) => grads[name] as tf.Tensor), dx].forEach((gradient, at) => {
      assertClose([...gradient.dataSync()], expected.gradients[at] as number[], 1e-5, `${at}`);
    });
  });
  layer.dispose();
}
