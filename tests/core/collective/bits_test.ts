import assert from "node:assert/strict";
import { test } from "node:test";
import { adam, constant } from "../../../modules/mod.ts";
import { trainOnRanks } from "../../_support/training/ranks.ts";
import { leavesNoTensorsAfter } from "../../_support/training/training.ts";

test("a run has the same bits on 1, 2, 3 and 4 ranks", async () => {
  await leavesNoTensorsAfter(async () => {
    const config = { modules: [adam(), constant(0.05)], shards: 4, batchSize: 6 };
    const results = [];
    for (const ranks of [1, 2, 3, 4]) results.push(await trainOnRanks(ranks, config));
    for (const { weights, report } of results) {
      assert.equal(weights, results[0]?.weights);
      assert.equal(report.error, undefined);
    }
  });
});
