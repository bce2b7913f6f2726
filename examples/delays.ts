// 200,000 flights in an Arrow file: how late does a flight leave, by its time of day and distance? Workers read the file
// a record batch at a time: npx bun run tolaria train examples/delays.ts
import { adamw, defineJob, mlp, warmupCosine, wasm } from "tolaria";
import { arrow, columns, number } from "tolaria/data";
import { r2 } from "tolaria/metrics";
import { meanSquaredError } from "tolaria/objectives";

export default defineJob({
  host: mlp({ inputShape: [2], hidden: [32, 16], classes: 1 }),

  data: arrow({
    files: "node_modules/vega-datasets/data/flights-200k.arrow",
    inputs: {
      // Hours since midnight, and miles.
      flight: columns({ time: number().standardize(), distance: number().standardize() }),
    },
    // Minutes. A plane that is a day late counts as one of three hours.
    targets: { delay: number().clip(-60, 180).standardize() },
    validation: 0.1,
    test: 0.1,
  }),

  modules: [
    meanSquaredError(),
    r2(),
    adamw(),
    warmupCosine({ peak: 1e-2, warmupSteps: 100 }),
    wasm({ threads: 1 }),
  ],
  batchSize: 512,
  validationBatchSize: 8192,
  run: { epochs: 4, monitor: "val_loss", restoreBest: true },
});
