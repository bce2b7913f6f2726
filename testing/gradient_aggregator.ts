import assert from "node:assert/strict";
import { GRADIENT_AGGREGATOR, type GradientAggregator, RandomStream } from "../core/mod.ts";
import type { ContainerModule } from "../deps.ts";
import { CASES, combine, gramOf, labelOf } from "./_support/gradients.ts";
import { resolveProvider } from "./_support/resolve_provider.ts";
import { type SuiteOptions, suiteOf } from "./_support/suite.ts";
import { assertClose, leavesNoTensors } from "./_support/tensors.ts";

/** Tasks of a run with a seed in it. */
function tasksOf(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    name: `task${index}`,
    role: index === 0 ? ("host" as const) : ("seed" as const),
    weight: 1,
  }));
}

function weigh(aggregator: GradientAggregator, gram_TT: Float64Array, random = stream()) {
  return aggregator.weights(gram_TT, tasksOf(Math.sqrt(gram_TT.length)), random);
}

function stream(): RandomStream {
  return new RandomStream(5, "aggregator");
}

/**
 * Checks what the port {@link GradientAggregator} obliges a provider to.
 *
 * @param module Makes a provider whose options name no task.
 */
export function conformsToGradientAggregator(
  module: () => ContainerModule,
  options: SuiteOptions = {},
): void {
  const check = suiteOf(options);
  const create = () => resolveProvider(GRADIENT_AGGREGATOR, module());

  check("GradientAggregator.weights() is a finite weight for each task", async () => {
    const aggregator = await create();
    for (const example of CASES) {
      const weights = weigh(aggregator, gramOf(example.gradients));
      assert.equal(weights.length, example.gradients.length);
      assert.ok(weights.every(Number.isFinite), `${labelOf(example)}: ${weights}`);
    }
  });

  check(
    "GradientAggregator.weights() stands rounding of the inner products to float32",
    async () => {
      const aggregator = await create();
      for (const example of CASES) {
        const rounded = gramOf(example.gradients).map(Math.fround);
        const weights = weigh(aggregator, rounded);
        assert.ok(weights.every(Number.isFinite), `${labelOf(example)}: ${weights}`);
      }
    },
  );

  check("GradientAggregator.weights() gives zeros for gradients that are all zero", async () => {
    const aggregator = await create();
    const gradients = [0, 1, 2].map(() => [0, 0]);
    assert.deepEqual(combine(gradients, weigh(aggregator, gramOf(gradients))), [0, 0]);
  });

  check("GradientAggregator.weights() depends on the ratios of the gradients alone", async () => {
    const aggregator = await create();
    for (const { kind, gradients } of CASES) {
      const gram_TT = gramOf(gradients);
      const [once, scaled] = [gram_TT, gram_TT.map((inner) => inner * 2 ** 20)].map((gram) =>
        combine(gradients, weigh(aggregator, gram)),
      ) as [number[], number[]];
      assertClose(scaled, once, 1e-6, kind);
    }
  });

  check("GradientAggregator.weights() is the same for the same numbers drawn", async () => {
    const [one, other] = [await create(), await create()];
    const [first, second] = [stream(), stream()];
    for (const { gradients } of CASES) {
      const gram_TT = gramOf(gradients);
      assert.deepEqual(weigh(one, gram_TT, first), weigh(other, gram_TT, second));
    }
    assert.deepEqual(first.state(), second.state());
  });

  check("GradientAggregator goes on from a saved state to the same weights", async () => {
    const [whole, resumed] = [await create(), await create()];
    const random = stream();
    const run = (aggregator: GradientAggregator, part: typeof CASES) =>
      part.map(({ gradients }) => weigh(aggregator, gramOf(gradients), random));
    run(whole, CASES.slice(0, 9));
    const state = JSON.parse(JSON.stringify([random.state(), whole.state?.() ?? null]));
    const expected = run(whole, CASES.slice(9));
    random.restore(state[0]);
    resumed.restore?.(state[1]);
    assert.deepEqual(run(resumed, CASES.slice(9)), expected);
  });

  check("GradientAggregator.weights() leaves its arguments as they are", async () => {
    const aggregator = await create();
    const gram_TT = gramOf((CASES[3] as (typeof CASES)[number]).gradients);
    const before = gram_TT.slice();
    weigh(aggregator, gram_TT);
    assert.deepEqual(gram_TT, before);
  });

  check("GradientAggregator creates no tensors", async () => {
    const aggregator = await create();
    leavesNoTensors(() => {
      for (const { gradients } of CASES) weigh(aggregator, gramOf(gradients));
    });
  });

  check("GradientAggregator takes the tasks of a host with seeds, and has a name", async () => {
    const aggregator = await create();
    aggregator.check(tasksOf(3));
    assert.match(aggregator.name, /^[a-z][a-z-]*$/);
  });
}
