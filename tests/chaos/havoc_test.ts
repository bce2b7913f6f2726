import assert from "node:assert/strict";
import { test } from "node:test";
import { wreakHavoc } from "./chaos.ts";

test("wreakHavoc() finds no lost checkpoint and only exact resumes", async () => {
  const { kills, resumes, exact_resumes, checkpoints_lost, corrupt_loads, ...rest } =
    // The seed's first four kills are one of each kind. Each night has hundreds of others.
    await wreakHavoc({ kills: 5, seed: 26, fullDiskEvery: 3, damageEvery: 4 });
  assert.deepEqual(rest.faults, []);
  assert.deepEqual(
    { kills, checkpoints_lost, corrupt_loads },
    { kills: 5, checkpoints_lost: 0, corrupt_loads: 0 },
  );
  assert.equal(exact_resumes, resumes);
  assert.ok(rest.damaged_stores > 0 && rest.full_disks > 0, JSON.stringify(rest));
});
