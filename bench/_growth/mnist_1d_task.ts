import { type ContainerModule, tf } from "../../deps.ts";
import { arrays, type Blueprint, blocks } from "../../modules/mod.ts";
import { grownFromTheStart } from "./blocks.ts";
import { type Mnist1d, makeMnist1d, SIGNAL_LENGTH } from "./mnist_1d.ts";
import { type GrowthTask, type Size, TRIAL } from "./task.ts";

const CHANNELS = 12;
const [TRAINED, VALIDATED] = [40_000, 10_000];

/** h + conv3(relu(conv3(h))) along a signal; the second convolution begins at zero. */
const signal: Blueprint = {
  tier: 1,
  misfit: (shape) =>
    shape.length === 3 ? undefined : "an activation of shape [places, 1, channels]",
  multiplyAdds: ([places = 0, , channels = 0]) => 2 * places * 3 * channels ** 2,
  build: (input, [, , channels = 0]) => {
    const inner = convolution("first", channels, 3, 1, { activation: "relu" }).apply(input);
    const outer = convolution("second", channels, 3, 1, { kernelInitializer: "zeros" });
    const sum = [input, outer.apply(inner) as tf.SymbolicTensor];
    return tf.layers.add().apply(sum) as tf.SymbolicTensor;
  },
};

/** Classifies MNIST-1D by two convolutions; residual ones grow behind the first, and two behind the second. */
export function mnist1dTask(name: string, examples: number, steps: number): GrowthTask {
  return {
    name,
    unit: "%",
    steps,
    batchSize: 100,
    blendSteps: 100,
    blueprints: { signal },
    growth: { blueprints: ["signal"], budget: 0.76, trial: TRIAL },
    data: () => mnist1dData(examples),
    host: mnist1dHost,
  };
}

let made: Mnist1d | undefined;

/** The first `examples` of the same 40,000 to train on, and 10,000 others to check it. */
export function mnist1dData(examples: number): ContainerModule {
  made ??= makeMnist1d(TRAINED + VALIDATED, 42);
  return signalData(made, examples, VALIDATED);
}

/** The first signals to train on, and the last ones to check it. */
export function signalData(
  { signals, labels }: Mnist1d,
  trained: number,
  validated: number,
): ContainerModule {
  const part = (from: number, to: number) => ({
    inputs: {
      signal: {
        values: signals.subarray(from * SIGNAL_LENGTH, to * SIGNAL_LENGTH),
        shape: [SIGNAL_LENGTH, 1, 1],
      },
    },
    targets: { digit: { values: labels.subarray(from, to), classes: 10 } },
  });
  const validation = part(labels.length - validated, labels.length);
  return arrays({ ...part(0, trained), validation });
}

/** Its network. */
export function mnist1dHost(size: Size): ContainerModule {
  const grown = (name: string, places: number) =>
    size === "big" ? [grownFromTheStart(signal, name, [places, 1, CHANNELS])] : [];
  return blocks({
    name: "signal",
    inputShape: [SIGNAL_LENGTH, 1, 1],
    slots: size === "growing" ? { conv1: 1, conv2: 2 } : false,
    blocks: [
      {
        name: "conv1",
        layers: () => [
          convolution("conv", CHANNELS, 5, 2, { activation: "relu" }),
          ...grown("a", 20),
        ],
      },
      {
        name: "conv2",
        layers: () => [
          convolution("conv", CHANNELS, 3, 2, { activation: "relu" }),
          ...grown("b", 10),
          ...grown("c", 10),
        ],
      },
      {
        name: "head",
        layers: () => [tf.layers.flatten(), tf.layers.dense({ name: "logits", units: 10 })],
      },
    ],
  });
}

function convolution(
  name: string,
  filters: number,
  places: number,
  stride: number,
  options: { readonly activation?: "relu"; readonly kernelInitializer?: "zeros" },
): tf.layers.Layer {
  return tf.layers.conv2d({
    name,
    filters,
    kernelSize: [places, 1],
    strides: [stride, 1],
    padding: "same",
    kernelInitializer: "heNormal",
    ...options,
  });
}
