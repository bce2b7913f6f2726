import assert from "node:assert/strict";
import { before, test } from "node:test";
import { ParameterGroup } from "../../../core/arena/parameter_group.ts";
import { disposeSnapshot, ParameterGroups } from "../../../core/arena/parameter_groups.ts";
import type { Segment } from "../../../core/mod.ts";
import { sgd } from "../../../modules/mod.ts";
import { useTestBackend } from "../../../testing/_support/test_backend.ts";
import { bitsOf, smallWeights, trainGroup } from "../../_support/optimizers/groups.ts";
import { optimizerOf } from "../../_support/optimizers/optimizers.ts";

before(useTestBackend);

const optimizer = optimizerOf(sgd({ momentum: 0.9 }));
const groupOf = (name: string) => new ParameterGroup(smallWeights(name), [], optimizer, name);

test("ParameterGroups.add() refuses a name that is taken", () => {
  const groups = new ParameterGroups([groupOf("host")]);
  assert.throws(() => groups.add(groupOf("host")), { code: "group/duplicate" });
});

test("ParameterGroups.add() refuses a weight that is in another group", () => {
  const host = groupOf("host");
  const groups = new ParameterGroups([host]);
  const thief = new ParameterGroup(host.contents.parameters.slice(1), [], optimizer, "thief");
  assert.throws(() => groups.add(thief), {
    code: "group/duplicate",
    message: 'Parameter "hostbias" is in group "host" already. Cannot add group "thief".',
  });
});

test("ParameterGroups.get() lists the known groups when one is unknown", () => {
  const groups = new ParameterGroups([groupOf("host"), groupOf("seed")]);
  assert.throws(() => groups.get("sead"), {
    code: "group/unknown",
    message: 'Unknown group "sead"; did you mean "seed"? Known groups: host, seed',
  });
});

test("ParameterGroups.restore() restores the groups of a snapshot and leaves later ones alone", () => {
  const groups = new ParameterGroups([groupOf("host")]);
  const before = bitsOf(groups.get("host"));
  const snapshot = groups.snapshot();
  const seed = groupOf("seed");
  groups.add(seed);
  for (const group of groups) trainGroup(group, 2);
  const trained = bitsOf(seed);
  groups.restore(snapshot);
  assert.deepEqual(bitsOf(groups.get("host")).variables, before.variables);
  assert.deepEqual(bitsOf(seed), trained);
  disposeSnapshot(snapshot);
});

test("ParameterGroup.restore() refuses a snapshot of other weights", () => {
  const group = groupOf("host");
  const snapshot = group.snapshot();
  const [first, second] = group.layout.segments as [Segment, Segment];
  group.exchange({ ...group.contents, layout: { ...group.layout, segments: [second, first] } });
  assert.throws(() => group.restore(snapshot), { code: "group/changed" });
});
