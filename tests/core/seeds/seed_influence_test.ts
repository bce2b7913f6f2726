import assert from "node:assert/strict";
import { test } from "node:test";
import { describeCombination } from "../../../core/gradients/describe_combination.ts";
import type { GraftedSeed, Task } from "../../../core/mod.ts";
import type { Combination } from "../../../core/ports/reports/aggregation_report.ts";
import { SeedInfluences, SeedInfluencesSchema } from "../../../core/seeds/seed_influence.ts";

const TASKS: readonly Task[] = [
  { name: "left", role: "host", weight: 1 },
  { name: "right", role: "host", weight: 0.5 },
  { name: "seeds/a", role: "seed", weight: 0.5 },
];

/** Of gradients [2, 0], [0, 4] and [x, y], added as their weights say. */
function combinationOf([x, y]: readonly [number, number], dropped: number[] = []): Combination {
  const rows = [
    [2, 0],
    [0, 4],
    [x, y],
  ] as const;
  const gram_RR = rows.flatMap((a) => rows.map((b) => a[0] * b[0] + a[1] * b[1]));
  const weights_R = Float64Array.from(TASKS, ({ weight }, at) =>
    dropped.includes(at) ? 0 : weight,
  );
  return { tasks: TASKS, gram_RR: Float64Array.from(gram_RR), weights_R, dropped };
}

function graftedOf(generation: number): GraftedSeed {
  return {
    seed: "a",
    generation,
    group: "seeds/a",
    share: 0.5,
    weight: 0.5,
    takeOutput: () => assert.fail("not asked for"),
  };
}

test("describeCombination() tells of a seed its angle to the host's losses times their weights", () => {
  // The host's: [2, 0] + 0.5 [0, 4] = [2, 2]. [-3, 0]: -6 / (3 sqrt 8) = -1 / sqrt 2.
  const [left, , seed] = describeCombination(combinationOf([-3, 0])).tasks;
  assert.ok(Math.abs((seed?.hostCosine as number) + Math.SQRT1_2) < 1e-12);
  assert.equal(left?.hostCosine, undefined);
  const [, , none] = describeCombination(combinationOf([0, 0])).tasks;
  assert.equal(none?.hostCosine, 0);
});

test("SeedInfluences has the means of each seed's steps, and how often it was against the host", () => {
  const influences = new SeedInfluences();
  // Norm 3, and 4; lengths added: 2, 2 and 1.5 or 2.
  influences.observe(combinationOf([-3, 0]), [graftedOf(1)]);
  influences.observe(combinationOf([0, 4]), [graftedOf(1)]);
  influences.observe(combinationOf([1, 1]), [graftedOf(2)]);
  const { cosine, ...first } = influences.of("a", 1) ?? { cosine: Number.NaN };
  assert.deepEqual(first, {
    seed: "a",
    generation: 1,
    steps: 2,
    norm: 3.5,
    share: (1.5 / 5.5 + 2 / 6) / 2,
    conflicts: 1,
    dropped: 0,
  });
  assert.ok(Math.abs(cosine) < 1e-12);
  assert.ok(Math.abs((influences.of("a", 2)?.cosine as number) - 1) < 1e-12);
  assert.deepEqual(
    influences.all.map(({ generation }) => generation),
    [1, 2],
  );
  assert.equal(influences.of("b", 1), undefined);
});

test("SeedInfluences goes on from its state", () => {
  const [whole, first, second] = [0, 1, 2].map(() => new SeedInfluences()) as [
    SeedInfluences,
    SeedInfluences,
    SeedInfluences,
  ];
  first.observe(combinationOf([-3, 0]), [graftedOf(1)]);
  second.observe(combinationOf([1, 1]), [graftedOf(7)]);
  second.restore(SeedInfluencesSchema.parse(JSON.parse(JSON.stringify(first.state()))));
  second.observe(combinationOf([0, 4]), [graftedOf(1)]);
  for (const gradient of [
    [-3, 0],
    [0, 4],
  ] as const) {
    whole.observe(combinationOf(gradient), [graftedOf(1)]);
  }
  assert.deepEqual(second.all, whole.all);
});

test("SeedInfluences counts a step in which the seed was left out, and takes no mean of it", () => {
  const influences = new SeedInfluences();
  influences.observe(combinationOf([0, 0], [2]), [graftedOf(1)]);
  const dropped = influences.of("a", 1);
  assert.deepEqual([dropped?.steps, dropped?.dropped, dropped?.norm], [1, 1, Number.NaN]);
  influences.observe(combinationOf([3, 4]), [graftedOf(1)]);
  const both = influences.of("a", 1);
  assert.deepEqual([both?.steps, both?.dropped, both?.norm], [2, 1, 5]);
});
