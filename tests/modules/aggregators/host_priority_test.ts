import assert from "node:assert/strict";
import { test } from "node:test";
import { GRADIENT_AGGREGATOR, RandomStream } from "../../../core/mod.ts";
import { hostPriority } from "../../../modules/mod.ts";
import {
  assertSame,
  CASES,
  combine,
  gramOf,
  inner,
  labelOf,
  tasksOf,
} from "../../../testing/_support/gradients.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { conformsToGradientAggregator } from "../../../testing/gradient_aggregator.ts";

conformsToGradientAggregator(hostPriority);

const random = new RandomStream(0, "aggregator");
const seeds = (count: number) =>
  tasksOf(count, "seed").map((task, index) =>
    index === 0 ? { ...task, role: "host" as const } : task,
  );

/** The projection on the gradients themselves: `primary` in turn, all others give way. */
function reference(
  gradients: readonly (readonly number[])[],
  primary: readonly number[],
): number[] {
  const rows = gradients.map((gradient, task) => {
    if (primary.includes(task)) return gradient;
    return primary.reduce((current, rival) => {
      const other = gradients[rival] as readonly number[];
      const product = inner(current, other);
      if (product >= 0) return current;
      return current.map(
        (value, at) => value - (product / inner(other, other)) * (other[at] as number),
      );
    }, gradient);
  });
  return combine(rows, new Array(rows.length).fill(1));
}

test("hostPriority() projects the seeds' gradients against the host's", async () => {
  const aggregator = await resolveProvider(GRADIENT_AGGREGATOR, hostPriority());
  for (const example of CASES) {
    const { gradients } = example;
    const weights = aggregator.weights(gramOf(gradients), seeds(gradients.length), random);
    const combined = combine(gradients, weights);
    assertSame(combined, reference(gradients, [0]), labelOf(example));
    const host = gradients[0] as readonly number[];
    assert.ok(inner(combined, host) >= inner(host, host) * (1 - 1e-9), labelOf(example));
  }
});

test("hostPriority() lets the tasks that are named stay as they are", async () => {
  const module = hostPriority({ primary: ["task1", "task0"] });
  const aggregator = await resolveProvider(GRADIENT_AGGREGATOR, module);
  for (const example of CASES.filter(({ gradients }) => gradients.length > 2)) {
    const { gradients } = example;
    const tasks = tasksOf(gradients.length);
    aggregator.check(tasks);
    const weights = aggregator.weights(gramOf(gradients), tasks, random);
    assertSame(combine(gradients, weights), reference(gradients, [0, 1]), labelOf(example));
  }
});

test("hostPriority() wants to know who is primary among several tasks of the host", async () => {
  const aggregator = await resolveProvider(GRADIENT_AGGREGATOR, hostPriority());
  aggregator.check(tasksOf(1));
  assert.throws(() => aggregator.check(tasksOf(2)), {
    code: "options/invalid",
    message:
      /"primary" must name who has priority where all tasks are the host's, which are task0, task1/,
  });
});

test("hostPriority() refuses the name of a task that is not there", async () => {
  const module = hostPriority({ primary: ["left"] });
  const aggregator = await resolveProvider(GRADIENT_AGGREGATOR, module);
  assert.throws(() => aggregator.check(tasksOf(2)), { code: "options/invalid", message: /"left"/ });
});
