import assert from "node:assert/strict";
import { adamw, constant, seeds } from "../../modules/mod.ts";
import { SeedOperation as Op } from "../../proto/mod.ts";
import { testUnless } from "../../testing/_support/suite.ts";
import { onOneRank } from "../_support/training/ranks.ts";
import { type Script, scripted, seededRun } from "./_seeded_run.ts";

const OTHER_DRAWS = onOneRank(
  "each shard drops other units, and with these the seed gains too little for its gate",
);

const GROWN: Script = {
  1: Op.SEED_OP_GERMINATE,
  2: Op.SEED_OP_START_TRAINING,
  5: Op.SEED_OP_START_GRAFTING,
  8: Op.SEED_OP_STABILIZE,
  10: Op.SEED_OP_EVALUATE,
  12: Op.SEED_OP_FOSSILIZE,
};

testUnless(
  OTHER_DRAWS,
  "Trainer.run() restores the best epoch's weights with the seed that was grafted in then",
  async () => {
    const { report } = await seededRun(18, {
      modules: [adamw(), constant(0.01), seeds({ blendSteps: 10 })],
      policy: scripted(GROWN, "hidden1", "dense-bottleneck"),
      run: { restoreBest: true },
    });
    assert.ok((report.restoredEpoch ?? 0) >= 13);
    assert.deepEqual(report.incidents, []);
  },
);
