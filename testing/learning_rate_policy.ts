import assert from "node:assert/strict";
import {
  type Json,
  LEARNING_RATE_POLICY,
  type LearningRatePolicy,
  type PolicyModule,
} from "../core/mod.ts";
import { Container, tf } from "../deps.ts";
import { clamp, scale, sequence, warmup } from "../modules/mod.ts";
import { momentAt, ratesOf } from "./_support/moments.ts";
import { type SuiteOptions, suiteOf } from "./_support/suite.ts";

const STEPS = 500;
const EXTENT = { totalSteps: STEPS, stepsPerEpoch: 20, metrics: ["loss", "val_loss"] };

/**
 * Checks what the port {@link LearningRatePolicy} obliges a provider to.
 *
 * @param module What the provider's function returns, with a rule for a run of 500 steps, 20 in an epoch.
 */
export function conformsToLearningRatePolicy(
  module: PolicyModule,
  options: SuiteOptions = {},
): void {
  const check = suiteOf(options);
  const create = () => module.create();
  const inOrder = Array.from({ length: STEPS }, (_, step) => momentAt(step));

  check("LearningRatePolicy.rate() is finite and at least 0 in each step of a run", () => {
    const policy = create();
    policy.check(EXTENT);
    for (const rate of ratesOf(policy)) assert.ok(rate >= 0 && Number.isFinite(rate), `${rate}`);
  });

  check("LearningRatePolicy.rate() depends on nothing but the moment between two epochs", () => {
    const policy = create();
    const forward = inOrder.map((moment) => policy.rate(moment));
    const other = create();
    const backward = inOrder.toReversed().map((moment) => other.rate(moment));
    assert.deepEqual(backward.toReversed(), forward);
    assert.deepEqual(
      inOrder.map((moment) => policy.rate(moment)),
      forward,
    );
  });

  check("LearningRatePolicy goes on from a saved state to the same rates", () => {
    const metricsOf = (epoch: number) => ({ loss: 1 / (1 + epoch), val_loss: 1 + (epoch % 3) });
    const whole = ratesOf(create(), { metricsOf });
    for (const half of [100, 340]) {
      const [first, second] = [create(), create()];
      ratesOf(first, { metricsOf, until: half });
      ratesOf(second, { until: 260 });
      const saved = stateOf(first);
      if (saved !== undefined) second.restore?.(saved);
      assert.deepEqual(ratesOf(second, { metricsOf, from: half }), whole.slice(half));
    }
  });

  check("LearningRatePolicy.state() is plain JSON, and restore() refuses another's", () => {
    const policy = create();
    const saved = policy.state?.();
    assert.deepEqual(JSON.parse(JSON.stringify(saved ?? null)), saved ?? null);
    if (!policy.restore) return;
    const wrong = { of: "another policy" };
    assert.throws(() => policy.restore?.(wrong), { code: "state/invalid" });
    assert.deepEqual(policy.state?.(), saved);
  });

  check("LearningRatePolicy can be composed", () => {
    if (create().forGroup) return;
    const composed = sequence([
      { policy: warmup(scale(module, 0.5), { steps: 10 }), steps: 80 },
      { policy: clamp(module, { max: 1e-3 }) },
    ]).create();
    composed.check(EXTENT);
    const rates = ratesOf(composed);
    assert.equal(rates[0], 0);
    assert.equal(rates[10], create().rate(momentAt(0, { totalSteps: 70 })) / 2);
    assert.ok(rates.slice(80).every((rate) => rate >= 0 && rate <= 1e-3));
  });

  check("LearningRatePolicy is made afresh by each create(), and bound as a singleton", () => {
    assert.notEqual(create(), create());
    const container = new Container();
    container.load(module);
    assert.equal(container.get(LEARNING_RATE_POLICY), container.get(LEARNING_RATE_POLICY));
  });

  check("LearningRatePolicy creates no tensors", () => {
    const before = tf.memory().numTensors;
    ratesOf(create());
    assert.equal(tf.memory().numTensors, before);
  });

  check("LearningRatePolicy has a name", () => {
    assert.match(create().name, /^[a-z][a-z-]*$/);
  });
}

/** A policy's state after a way through a file. */
function stateOf(policy: LearningRatePolicy): Json | undefined {
  const state = policy.state?.();
  return state === undefined ? undefined : JSON.parse(JSON.stringify(state));
}
