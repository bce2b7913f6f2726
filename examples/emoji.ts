// Tells the category of an emoji from its picture: 1,906 PNGs of the package emoji-datasource-twitter,
// decoded and augmented by workers. npx bun run tolaria train examples/emoji.ts
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import emoji from "emoji-datasource-twitter/emoji.json" with { type: "json" };
import { adamw, cnn, defineJob, warmupCosine, wasm } from "tolaria";
import { category, image, imageFolder } from "tolaria/data";

const { resolve } = createRequire(import.meta.url);
const home = dirname(resolve("emoji-datasource-twitter/emoji.json"));

export default defineJob({
  host: cnn({ inputShape: [32, 32, 3], filters: [16, 32, 64], classes: 9, dropout: 0.2 }),

  data: imageFolder({
    folder: join(home, "img/twitter/64"),
    records: emoji.map(({ image, category }) => ({ file_name: image, category })),
    // Five skin tones and hair styles are a category of their own.
    where: { category: { not: "Component" } },
    // Drawn anew in each epoch, from the seed; those to validate on stay as they are.
    inputs: {
      image: image({ size: [32, 32] })
        .flip()
        .crop(2),
    },
    targets: { category: category() },
    validation: 0.2,
  }),

  modules: [adamw({ weightDecay: 0.05 }), warmupCosine({ peak: 5e-3, warmupSteps: 24 }), wasm()],
  batchSize: 64,
  run: { epochs: 12, monitor: "val_accuracy", restoreBest: true },
});
