// Three million flights in a Parquet file: how late does a flight leave, by its time of day, month and distance? Workers
// read the three columns that are used, a row group at a time: npx bun run tolaria train examples/flights.ts
import { adamw, defineJob, mlp, warmupCosine, wasm } from "tolaria";
import { columns, date, number, parquet } from "tolaria/data";
import { r2 } from "tolaria/metrics";
import { meanSquaredError } from "tolaria/objectives";

export default defineJob({
  host: mlp({ inputShape: [9], hidden: [32, 16], classes: 1 }),

  data: parquet({
    files: "node_modules/vega-datasets/data/flights-3m.parquet",
    inputs: {
      flight: columns({
        date: date({ parts: ["hour", "weekday", "month", "day"] }),
        distance: number().standardize(),
      }),
    },
    // Minutes. A plane that is a day late counts as one of three hours.
    targets: { delay: number().clip(-60, 180).standardize() },
    validation: 0.02,
    test: 0.02,
  }),

  modules: [
    meanSquaredError(),
    r2(),
    adamw(),
    warmupCosine({ peak: 5e-3, warmupSteps: 100 }),
    wasm({ threads: 1 }),
  ],
  batchSize: 2048,
  validationBatchSize: 8192,
  run: { epochs: 2 },
});
