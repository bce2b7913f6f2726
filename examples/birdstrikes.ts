// Tells from a report of a bird strike how much damage it did, of which nine in ten did none: classes are weighted by how rare
// they are, and F1 says how each fares. npx bun run tolaria train examples/birdstrikes.ts
import { adamw, defineJob, mlp, warmupCosine } from "tolaria";
import { category, columns, csv, date, number } from "tolaria/data";
import { confusionMatrix, f1 } from "tolaria/metrics";

// Of many names the most frequent ones; all others, and those that only the validation has, share a place.
const frequent = (maxCategories: number) => category({ maxCategories }).oneHot();

export default defineJob({
  host: mlp({ inputShape: [109], hidden: [64], classes: 4, dropout: 0.3 }),

  data: csv({
    files: "node_modules/vega-datasets/data/birdstrikes.csv",
    where: { "Effect Amount of damage": { not: ["B", "C"] } },
    inputs: {
      strike: columns({
        "Wildlife Size": category().oneHot(),
        "Time of day": category().oneHot(),
        "Wildlife Species": frequent(20),
        "Phase of flight": frequent(5),
        "Aircraft Make Model": frequent(50),
        "Aircraft Airline Operator": frequent(20),
        "Flight Date": date({ parts: ["month"] }),
        "Speed IAS in knots": number().impute("median").standardize(),
      }),
    },
    targets: { damage: category({ field: "Effect Amount of damage", classWeights: "balanced" }) },
    validation: 0.2,
  }),

  modules: [
    adamw({ weightDecay: 0.05 }),
    warmupCosine({ peak: 3e-3, warmupSteps: 100 }),
    f1(),
    confusionMatrix(),
  ],

  run: { epochs: 10, monitor: "val_f1", restoreBest: true },
});
