import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { tf } from "../../../deps.ts";
import { type AdamwOptions, adamw } from "../../../modules/optimizers/adamw/mod.ts";
import { assertClose, take } from "../../../testing/_support/tensors.ts";
import { conformsToOptimizer } from "../../../testing/optimizer.ts";
import {
  layoutOfShapes,
  optimizerOf,
  PROBLEM_GRADIENTS,
  startOf,
} from "../../_support/optimizers/optimizers.ts";
import { equalsReference } from "./_reference.ts";
import { byNumber, holdsAtEveryScale } from "./_scales.ts";

interface Fixture {
  readonly start: readonly number[];
  readonly cases: readonly {
    readonly problem: "quadratic" | "rosenbrock";
    readonly options: AdamwOptions;
    readonly rate: number;
    readonly at: Readonly<Record<string, readonly number[]>>;
  }[];
}

const LAYOUT = layoutOfShapes({ w: [2, 3], b: [3] });

const make = (options?: AdamwOptions) => optimizerOf(adamw(options));

conformsToOptimizer(() => make());

equalsReference("adamw", "torch.optim.AdamW", adamw);

const fixture: Fixture = JSON.parse(
  readFileSync(new URL("fixtures/adamw.json", import.meta.url), "utf8"),
);

for (const { problem, options, rate, at } of fixture.cases) {
  test(`adamw() equals optax.adamw over 1,000 steps on ${problem} with ${JSON.stringify(options)}`, () => {
    const optimizer = make(options);
    let state = startOf(optimizer, LAYOUT);
    let p = tf.tensor1d([...fixture.start]);
    for (let step = 1; step <= 1000; step++) {
      const g = tf.tensor1d(PROBLEM_GRADIENTS[problem]([...p.dataSync()]));
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
  const state = startOf(optimizer, LAYOUT);
  const p = tf.ones<tf.Rank.R1>([9]);
  const { parameters_P } = optimizer.update(p, tf.zeros([9]), state, 0.1);
  // Without a gradient only the decay moves them: 1 - 0.1 * 0.5.
  assertClose(take(parameters_P), [...new Array(6).fill(0.95), 1, 1, 1], 1e-7);
});

test("adamw() decays no exempt weight of any shape by default", () => {
  const decayed = (options: AdamwOptions) => {
    const optimizer = make({ weightDecay: 0.5, ...options });
    const state = startOf(optimizer, { ...LAYOUT, exempt: ["w"] });
    return take(optimizer.update(tf.ones([9]), tf.zeros([9]), state, 0.1).parameters_P);
  };
  assert.deepEqual(decayed({}), new Array(9).fill(1));
  assertClose(decayed({ decays: /^w$/ }), [...new Array(6).fill(0.95), 1, 1, 1], 1e-7);
});

test("adamw() decays the weights that decays selects", () => {
  const optimizer = make({ weightDecay: 0.5, decays: ({ name }) => name === "b" });
  const state = startOf(optimizer, LAYOUT);
  const { parameters_P } = optimizer.update(tf.ones([9]), tf.zeros([9]), state, 0.1);
  assertClose(take(parameters_P), [...new Array(6).fill(1), 0.95, 0.95, 0.95], 1e-7);
});

test("adamw() refuses a learning rate and names the role that chooses it", () => {
  for (const name of ["learningRate", "learning_rate", "lr", "rate"]) {
    assert.throws(() => adamw({ [name]: 1e-3 }), {
      code: "options/invalid",
      message: `"${name}" is not an option of adamw: add a learning-rate provider to "modules", such as constant(1e-3) or warmupCosine({ peak: 1e-3, warmupSteps: 100 }).`,
    });
  }
});

test("adamw() refuses a moment that never forgets", () => {
  assert.throws(() => adamw({ beta2: 1 }), {
    message: '"beta2" must be less than 1, but is 1. Cannot make adamw.',
  });
});

holdsAtEveryScale(
  "adamw()",
  () => adamw({ decays: () => true }),
  () =>
    byNumber({ m: 0, v: 0 }, (p, g, memory, count, rate) => {
      memory.m += 0.1 * (g - memory.m);
      memory.v += 0.001 * (g * g - memory.v);
      const mean = memory.m / (1 - 0.9 ** count);
      const step = mean / (Math.sqrt(memory.v / (1 - 0.999 ** count)) + 1e-8);
      return rate * (step + 0.01 * p);
    }),
);
