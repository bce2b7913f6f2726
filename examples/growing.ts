// A network that grows while it trains: a small convolutional network with a slot behind each convolution. When the
// loss stands still, the controller grows a seed in a slot, trains it beside the network, blends it in and keeps it, or
// takes it out again. Run it: npx bun run tolaria train examples/growing.ts
import { adamw, cnn, defineJob, digits, seeds, tamiyo, warmupStableDecay, wasm } from "tolaria";

export default defineJob({
  host: cnn({
    inputShape: [28, 28, 1],
    filters: [4, 8],
    units: 64,
    classes: 10,
    dropout: 0.3,
    slots: true,
  }),
  data: digits(),
  modules: [
    adamw({ weightDecay: 0.01 }),
    warmupStableDecay({ peak: 3e-3, warmupSteps: 100, decaySteps: 875 }),
    seeds({ blendSteps: 100 }),
    // What counts as standing still here: an epoch in which the loss has not fallen by a fifth.
    tamiyo({
      options: { patience: 1, minImprovement: 0.2, stageEpochs: 1, blueprints: ["conv-norm"] },
    }),
    wasm({ threads: 1 }),
  ],
  batchSize: 64,
  clipNorm: 1,
  run: { epochs: 18 },
});
