import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { type ArenaLayout, OPTIMIZER, type Optimizer } from "../../../core/mod.ts";
import { Container, tf } from "../../../deps.ts";
import { type AdamwOptions, adamw } from "../../../modules/optimizers/adamw/mod.ts";
import { assertClose, take } from "../../_support/tensors.ts";
import { conformsToOptimizer } from "../../conformance/optimizer.ts";

interface Fixture {
  readonly start: readonly number[];
  readonly cases: readonly {
    readonly problem: "quadratic" | "rosenbrock";
    readonly options: AdamwOptions;
    readonly rate: number;
    readonly at: Readonly<Record<string, readonly number[]>>;
  }[];
}

const LAYOUT: ArenaLayout = {
  segments: [
    { name: "w", shape: [2, 3], offset: 0, size: 6 },
    { name: "b", shape: [3], offset: 6, size: 3 },
  ],
  size: 9,
};

/** Gradients of the problems in make_adamw.py, by hand. */
const GRADIENTS = {
  // (i + 1) (p_i - i / 10)
  quadratic: (p: readonly number[]) => p.map((value, i) => (i + 1) * (value - i / 10)),
  // d/dp_i of 100 (p_{i+1} - p_i^2)^2 + (1 - p_i)^2, and of the term before it
  rosenbrock: (p: readonly number[]) =>
    p.map((value, i) => {
      const next = p[i + 1];
      const previous = p[i - 1];
      const own = next === undefined ? 0 : -400 * value * (next - value ** 2) - 2 * (1 - value);
      return own + (previous === undefined ? 0 : 200 * (value - previous ** 2));
    }),
};

function make(options?: AdamwOptions): Optimizer {
  const container = new Container();
  container.load(adamw(options));
  return container.get(OPTIMIZER);
}

conformsToOptimizer(() => make());

const fixture: Fixture = JSON.parse(
  readFileSync(new URL("fixtures/adamw.json", import.meta.url), "utf8"),
);

for (const { problem, options, rate, at } of fixture.cases) {
  test(`adamw() equals optax.adamw over 1,000 steps on ${problem} with ${JSON.stringify(options)}`, () => {
    const optimizer = make(options);
    let state = optimizer.init(LAYOUT);
    let p = tf.tensor1d([...fixture.start]);
    for (let step = 1; step <= 1000; step++) {
      const g = tf.tensor1d(GRADIENTS[problem]([...p.dataSync()]));
      const updated = optimizer.update(p, g, state, rate);
      tf.dispose([p, g, state.slots] as tf.TensorContainer);
      p = updated.parameters_P;
      state = updated.state;
      const expected = at[step];
      if (expected) assertClose(p.dataSync(), expected, 1e-5, `step ${step}`);
    }
    p.dispose();
  });
}

test("adamw() decays no weight of one axis by default", () => {
  const optimizer = make({ weightDecay: 0.5 });
  const state = optimizer.init(LAYOUT);
  const p = tf.ones<tf.Rank.R1>([9]);
  const { parameters_P } = optimizer.update(p, tf.zeros([9]), state, 0.1);
  // Without a gradient only the decay moves them: 1 - 0.1 * 0.5.
  assertClose(take(parameters_P), [...new Array(6).fill(0.95), 1, 1, 1], 1e-7);
});

test("adamw() decays what it is told to", () => {
  const optimizer = make({ weightDecay: 0.5, decays: ({ name }) => name === "b" });
  const state = optimizer.init(LAYOUT);
  const { parameters_P } = optimizer.update(tf.ones([9]), tf.zeros([9]), state, 0.1);
  assertClose(take(parameters_P), [...new Array(6).fill(1), 0.95, 0.95, 0.95], 1e-7);
});

test("adamw() refuses a moment that never forgets", () => {
  assert.throws(() => adamw({ beta2: 1 }), {
    message: "Cannot make adamw as 'beta2' must be less than 1: current value is 1",
  });
});
