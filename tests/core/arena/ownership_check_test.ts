import assert from "node:assert/strict";
import { test } from "node:test";
import { OwnershipCheck } from "../../../core/arena/ownership_check.ts";
import { ParameterGroup } from "../../../core/arena/parameter_group.ts";
import { sgd } from "../../../modules/mod.ts";
import { useTestBackend } from "../../../testing/_support/test_backend.ts";
import { smallWeights } from "../../_support/optimizers/groups.ts";
import { optimizerOf } from "../../_support/optimizers/optimizers.ts";

async function groupsOf() {
  await useTestBackend();
  const optimizer = optimizerOf(sgd());
  const host = new ParameterGroup(smallWeights(), [], optimizer);
  const seed = new ParameterGroup(smallWeights("seed/"), [], optimizer, "seed");
  return { host, seed, groups: [host, seed] };
}

test("OwnershipCheck.check() passes each time when groups share no weight", async () => {
  const { groups } = await groupsOf();
  const owners = new OwnershipCheck();
  owners.check(groups);
  owners.check(groups);
});

test("OwnershipCheck.check() names both groups when a weight joins a second one", async () => {
  const { host, seed, groups } = await groupsOf();
  const owners = new OwnershipCheck();
  owners.check(groups);
  seed.exchange({ ...seed.contents, parameters: [...host.contents.parameters.slice(0, 1)] });
  const error = {
    code: "group/duplicate",
    message:
      'Parameter "kernel" belongs to both "host" and "seed": a parameter must be in one group.',
  };
  assert.throws(() => owners.check(groups), error);
  // It stays wrong until it is put right.
  assert.throws(() => owners.check(groups), error);
});

test("OwnershipCheck.check() checks again when a group is removed", async () => {
  const { host, groups } = await groupsOf();
  const owners = new OwnershipCheck();
  owners.check(groups);
  owners.check([host]);
  assert.throws(() => owners.check([host, host]), { code: "group/duplicate" });
});
