import { tf } from "../deps.ts";
import type { TrainingTask } from "./_task.ts";

const STEPS = 30;
const WIDTH = 4;
const UNITS = 32;
const CLASSES = 10;

/** A recurrent layer over short sequences, as of sensors. */
export const lstmTask: TrainingTask = {
  name: `lstm-${STEPS}x${WIDTH}-${UNITS}`,
  shape: [STEPS, WIDTH],
  classes: CLASSES,
  batch: 64,
  model: (end) =>
    tf.sequential({
      layers: [
        tf.layers.lstm({
          units: UNITS,
          recurrentActivation: "sigmoid",
          inputShape: [STEPS, WIDTH],
        }) as tf.layers.Layer,
        tf.layers.dense({ units: CLASSES, activation: end }),
      ],
    }),
  // A sine for each class.
  examples: async (count) => {
    const labels = Int32Array.from({ length: count }, (_, example) => example % CLASSES);
    const inputs = Float32Array.from({ length: count * STEPS * WIDTH }, (_, at) => {
      const example = Math.floor(at / (STEPS * WIDTH));
      const step = Math.floor(at / WIDTH) % STEPS;
      return Math.sin(((step + example) * (1 + (labels[example] as number))) / 10 + (at % WIDTH));
    });
    return { inputs, labels };
  },
};
