// A job to start from: a small convolutional network on 8,000 handwritten digits, with 2,000 others to
// check it. Copy this file, change a line, and run it: npx bun run tolaria train my_job.ts
import { adamw, cnn, defineJob, digits, warmupCosine, wasm } from "tolaria";

export default defineJob({
  // The network. Any tfjs LayersModel can stand here as it is.
  host: cnn({ inputShape: [28, 28, 1], filters: [8, 16], units: 64, classes: 10, dropout: 0.3 }),

  // The examples. arrays() takes your own, idx() the files of the full MNIST.
  data: digits(),

  // Who does what. Roles that are left open have defaults, softmax cross-entropy on the outputs for one.
  modules: [
    adamw({ weightDecay: 0.01 }),
    warmupCosine({ peak: 4e-3, warmupSteps: 100 }),
    // The default backend. A network this small gains nothing from more threads.
    wasm({ threads: 1 }),
  ],

  batchSize: 64,
  clipNorm: 1,

  run: {
    epochs: 12,
    monitor: "val_accuracy",
    earlyStopping: { patience: 4 },
    restoreBest: true,
  },
});
