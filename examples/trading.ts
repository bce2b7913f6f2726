// Predicts tomorrow's trading volume of the S&P 500 from 20 days, by an LSTM on windows over a time series. The last fifth of
// the years is for validation, and no window reaches over the border. npx bun run tolaria train examples/trading.ts
import { adamw, defineJob, layersModel, tf, warmupCosine } from "tolaria";
import { columns, date, number, windows } from "tolaria/data";
import { meanAbsoluteError } from "tolaria/objectives";

const volume = number().log1p().standardize();

export default defineJob({
  host: layersModel(() =>
    tf.sequential({
      layers: [
        // Each day is its volume, and its weekday and month as points on a circle.
        tf.layers.lstm({ inputShape: [20, 5], units: 16 }),
        tf.layers.dense({ units: 1 }),
      ],
    }),
  ),

  data: windows({
    files: "node_modules/vega-datasets/data/sp500-2000.csv",
    time: "date",
    length: 20,
    horizon: 1,
    inputs: { days: columns({ volume, date: date({ parts: ["weekday", "month"] }) }) },
    // In deviations of the logarithm, as it is prepared: today's volume as the guess would be 0.194 off.
    targets: { tomorrow: number({ field: "volume" }).log1p().standardize() },
    validation: 0.2,
  }),

  modules: [meanAbsoluteError(), adamw(), warmupCosine({ peak: 1e-2, warmupSteps: 30 })],

  run: { epochs: 10, restoreBest: true },
});
