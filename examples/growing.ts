// What `npm start` trains: a small convolutional network that grows, on 8,000 handwritten digits, with 2,000 others to
// check it. Behind each of its two convolutions is a slot. When the loss stands still, the controller grows a seed in
// one, trains it beside the network, blends it in and keeps it, or takes it out again. The closing report tells what
// became of each. The same without: npm start -- --no-seeds
import { adamw, cnn, defineJob, digits, wasm } from "tolaria";
import { tamiyo } from "tolaria/controllers";
import { opossumBreakers } from "tolaria/recovery";
import { warmupStableDecay } from "tolaria/schedules";
import { seeds } from "tolaria/seeds";

export default defineJob({
  // The network, with slots. digits.ts beside this has one without.
  host: cnn({
    inputShape: [28, 28, 1],
    filters: [4, 8],
    units: 64,
    classes: 10,
    dropout: 0.3,
    slots: true,
  }),

  // The examples. arrays() takes your own, idx() the files of the full MNIST.
  data: digits(),

  // Who does what. Roles that are left open have defaults, softmax cross-entropy on the outputs for one.
  modules: [
    adamw({ weightDecay: 0.01 }),
    // The rate stays up while seeds grow, and falls over the last eight epochs.
    warmupStableDecay({ peak: 3e-3, warmupSteps: 100, decaySteps: 1_000 }),
    seeds({ blendSteps: 100 }),
    tamiyo({
      options: {
        // What counts as standing still here: an epoch in which the loss has not fallen by three tenths.
        patience: 1,
        minImprovement: 0.3,
        stageEpochs: 1,
        blueprints: ["conv-norm"],
        // The rate is the schedule's alone.
        rateFactor: 1,
      },
    }),
    // Breakers try again after half a minute where nothing else is said: most of this run.
    opossumBreakers({ resetMs: 2_000 }),
    // A network this small gains nothing from more threads.
    wasm({ threads: 1 }),
  ],

  batchSize: 64,
  clipNorm: 1,

  // Where another program holds up an epoch's boundary, seeds may go on growing after one that is on time.
  control: { cleanEpochs: 1 },

  run: { epochs: 20 },
});
