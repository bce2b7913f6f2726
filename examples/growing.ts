// What `npm start` trains: patches of 4 x 4 pixels and a linear layer, too small a network for 8,000 handwritten digits,
// which grows. Behind the patches are two slots. At its dates, the controller grows a seed in one: two convolutions that
// are trained beside the network, blended in, and kept or taken out again. The closing report tells what became of each,
// what it cost and what it brought. The small network alone: npm start -- --no-seeds. One that has the same two
// convolutions from the first step on: npm start -- --big
import { adamw, defineJob, digits, tf, wasm } from "tolaria";
import { growth } from "tolaria/controllers";
import { blocks } from "tolaria/hosts";
import { opossumBreakers } from "tolaria/recovery";
import { warmupStableDecay } from "tolaria/schedules";
import { residual, seeds } from "tolaria/seeds";

/** What `--set` can change; `--big` is short for `--set big=true`. */
export const options = { big: false };

const SHAPE = [7, 7, 12];

export default defineJob(({ big }: typeof options) => ({
  host: blocks({
    name: "patches",
    inputShape: [28, 28, 1],
    // What grows in a slot has the shape of what comes in.
    slots: big ? false : { patches: 2 },
    blocks: [
      { name: "patches", layers: () => [patches(), ...(big ? [grown("a"), grown("b")] : [])] },
      {
        name: "head",
        layers: () => [tf.layers.flatten(), tf.layers.dense({ name: "logits", units: 10 })],
      },
    ],
  }),

  // The examples. arrays() takes your own, idx() the files of the full MNIST.
  data: digits(),

  // Who does what. Roles that are left open have defaults, softmax cross-entropy on the outputs for one.
  modules: [
    adamw({ weightDecay: 0.01 }),
    // The rate stays up while seeds grow, and falls over the last eight epochs.
    warmupStableDecay({ peak: 4e-3, warmupSteps: 100, decaySteps: 1_000 }),
    // Trials are longer than the default, which is made for seeds that gain nothing, so that a seed may gain less in one.
    ...(big ? [] : [seeds(), growth({ trial: { minSteps: 100, minGain: 0.01 } })]),
    // Breakers try again after half a minute where nothing else is said: most of this run.
    opossumBreakers({ resetMs: 2_000 }),
    // A network this small gains nothing from more threads.
    wasm({ threads: 1 }),
  ],

  batchSize: 64,
  clipNorm: 1,

  // The controller is asked every 25 steps, so that a seed comes to its full share within an epoch. Where another program
  // holds up a boundary, seeds may go on growing after one that is on time.
  control: { boundarySteps: 25, boundaryExamples: 256, cleanEpochs: 1 },

  run: { epochs: 20 },
}));

function patches(): tf.layers.Layer {
  const options = { activation: "relu", kernelInitializer: "heNormal" } as const;
  return tf.layers.conv2d({ name: "conv", filters: 12, kernelSize: 4, strides: 4, ...options });
}

/** What `growth()` grows in a slot, as a layer that is there from the start. */
function grown(name: string): tf.layers.Layer {
  const inputs = tf.input({ shape: SHAPE });
  return tf.model({ name, inputs, outputs: residual().build(inputs, SHAPE) });
}
