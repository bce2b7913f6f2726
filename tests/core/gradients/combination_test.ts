import assert from "node:assert/strict";
import { test } from "node:test";
import { type CombinationRule, combineTasks } from "../../../core/gradients/combination.ts";
import { describeCombination } from "../../../core/gradients/describe_combination.ts";
import { GRADIENT_AGGREGATOR, RandomStream } from "../../../core/mod.ts";
import { mgda, pcgrad, weightedSum } from "../../../modules/mod.ts";
import { gramOf, tasksOf } from "../../../testing/_support/gradients.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { assertClose } from "../../../testing/_support/tensors.ts";

async function ruleOf(module = weightedSum(), taskClipNorm?: number): Promise<CombinationRule> {
  const aggregator = await resolveProvider(GRADIENT_AGGREGATOR, module);
  return { aggregator, random: new RandomStream(0, "aggregator"), taskClipNorm };
}

test("combineTasks() scales by a task's weight, and by its clipping", async () => {
  const tasks = [
    { name: "a", role: "host" as const, weight: 1 },
    { name: "b", role: "seed" as const, weight: 0.5 },
  ];
  const gradients = [
    [3, 4],
    [0, 1],
  ];
  const { weights_R } = combineTasks(
    await ruleOf(weightedSum(), 2),
    tasks,
    gramOf(gradients),
    [1, 1],
  );
  // |a| = 5 is scaled down to 2; |b| = 1 is short enough.
  assert.deepEqual([...weights_R], [2 / 5, 0.5]);
});

test("combineTasks() projects what is scaled already", async () => {
  const tasks = tasksOf(2).map((task, at) => ({ ...task, weight: at === 0 ? 1 : 0.1 }));
  const gradients = [
    [1, 0],
    [-10, 10],
  ];
  const { weights_R } = combineTasks(await ruleOf(pcgrad()), tasks, gramOf(gradients), [1, 1]);
  // Of (1, 0) and (-1, 1): g_0 <- g_0 + g_1 / 2 and g_1 <- g_1 + g_0, so 2 g_0 + 1.5 g_1, times the scales.
  assertClose(weights_R, [2, 0.15], 1e-15);
});

test("combineTasks() leaves out what is not finite, zero or of no weight", async () => {
  const gradients = [
    [1, 0],
    [0, 0],
    [Number.NaN, 0],
    [0, 2],
    [1, 1],
    [1, 1],
  ];
  const tasks = tasksOf(6).map((task, at) => ({ ...task, weight: at === 4 ? 0 : 1 }));
  const losses = [1, 1, 1, 1, 1, Number.POSITIVE_INFINITY];
  const combination = combineTasks(await ruleOf(mgda()), tasks, gramOf(gradients), losses);
  // The hull of (1, 0) and (0, 2) is nearest to the origin at 0.8 (1, 0) + 0.2 (0, 2).
  assertClose(combination.weights_R, [0.8, 0, 0, 0.2, 0, 0], 1e-15);
  assert.deepEqual(combination.dropped, [2, 5]);
});

test("combineTasks() adds what is no task's as it is, and shows it to no aggregator", async () => {
  const gradients = [
    [1, 0],
    [0, 1],
    [-9, -9],
  ];
  const { weights_R } = combineTasks(await ruleOf(mgda()), tasksOf(2), gramOf(gradients), [1, 1]);
  assertClose(weights_R, [0.5, 0.5, 1], 1e-15);
});

test("combineTasks() makes nothing of gradients that are all zero", async () => {
  const zeros = [[0], [0]];
  const { weights_R, dropped } = combineTasks(await ruleOf(), tasksOf(2), gramOf(zeros), [1, 1]);
  assert.deepEqual([[...weights_R], dropped], [[0, 0], []]);
});

test("combineTasks() fails where there is no gradient at all", async () => {
  const rule = await ruleOf();
  assert.throws(() => combineTasks(rule, [], new Float64Array(), []), {
    name: "RangeError",
    message: /"tasks" must be a list of at least one, but is \[\]/,
  });
});

test("describeCombination() tells norms, shares, cosines and conflicts", async () => {
  const gradients = [
    [3, 0],
    [-1, 1],
    [0, Number.NaN],
  ];
  const rule = await ruleOf();
  const combination = combineTasks(rule, tasksOf(3), gramOf(gradients), [1, 1, 1]);
  const { tasks, conflicts } = describeCombination(combination);
  // Combined (2, 1), |.| = sqrt 5; inner products 6 and -1.
  const total = 3 + Math.SQRT2;
  assertClose(
    tasks.flatMap(({ weight, share, cosine }) => [weight, share, cosine]),
    [1, 3 / total, 6 / 3 / Math.sqrt(5), 1, Math.SQRT2 / total, -1 / Math.sqrt(10), 0, 0, 0],
    1e-12,
  );
  assert.deepEqual(
    tasks.map(({ name, norm }) => [name, norm]),
    [
      ["task0", 3],
      ["task1", Math.SQRT2],
      ["task2", Number.NaN],
    ],
  );
  assert.equal(conflicts, 1);
});
