// Predicts how a film is rated, from a JSON file full of holes: what is missing is imputed, and the closing report says how
// often, and with what. npx bun run tolaria train examples/movies.ts
import { adamw, defineJob, meanSquaredError, mlp, warmupCosine } from "tolaria";
import { category, columns, json, number } from "tolaria/data";

const amount = number().impute("median").log1p().standardize();

export default defineJob({
  // 4 numbers, 10 genres and a place for the others, 4 ratings and a place for what has none.
  host: mlp({ inputShape: [19], hidden: [32, 16], classes: 1, dropout: 0.1 }),

  data: json({
    files: "node_modules/vega-datasets/data/movies.json",
    where: { "IMDB Rating": { missing: false } },
    inputs: {
      film: columns({
        "Production Budget": amount,
        "IMDB Votes": amount,
        "Running Time min": number().impute("median").standardize(),
        "Rotten Tomatoes Rating": number().impute("mean").standardize(),
        "Major Genre": category({ maxCategories: 9, missingAs: "category" }).oneHot(),
        "MPAA Rating": category({ maxCategories: 4, missingAs: "unknown" }).oneHot(),
      }),
    },
    targets: { rating: number({ field: "IMDB Rating" }) },
    validation: 0.2,
  }),

  modules: [
    meanSquaredError(),
    adamw({ weightDecay: 0.01 }),
    warmupCosine({ peak: 1e-2, warmupSteps: 30 }),
  ],

  run: { epochs: 30, monitor: "val_mae", restoreBest: true },
});
