import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ALL_GROUPS, type LearningRateAuthority } from "../../../core/mod.ts";
import { perGroup, plateau, polynomial, scale } from "../../../modules/mod.ts";
import { momentAt } from "../../../testing/_support/moments.ts";
import { advanceTo, startedRates } from "../../_support/optimizers/rates.ts";

test("LearningRateAuthority.history keeps the last 1,000 changes, with their reasons", () => {
  const { rates } = startedRates(polynomial({ initial: 1, over: { steps: 5000 } }).create());
  for (let step = 1; step < 1500; step++) rates.advance(momentAt(step, { totalSteps: 5000 }));
  const { history } = rates;
  assert.equal(history.length, 1000);
  assert.equal(history[0]?.step, 500);
  assert.deepEqual(history.at(-1), {
    step: 1499,
    group: "host",
    from: 1 - 1498 / 5000,
    to: 1 - 1499 / 5000,
    reason: "polynomial",
  });
});

test("LearningRateAuthority.history has no entry for a rate that did not move", () => {
  const { rates } = startedRates();
  for (let step = 1; step < 100; step++) rates.advance(momentAt(step));
  assert.deepEqual(
    rates.history.map(({ reason }) => reason),
    ["registered"],
  );
});

/** Does one of many things that may happen to rates. */
type Act = (rates: LearningRateAuthority, step: number) => void;

const acts: readonly Act[] = [
  (rates, step) => rates.observeEpoch(momentAt(step), { loss: 1 + (step % 3), nan: Number.NaN }),
  (rates, step) => rates.cut(ALL_GROUPS, 0.5, step + 7, "test"),
  (rates, step) => rates.cut("host", 0.25, step + 3, "test"),
  (rates) =>
    rates.groups.includes("seed") || rates.register("seed", { parent: "host", warmupSteps: 9 }),
  (rates) => rates.groups.includes("seed") && rates.drop("seed"),
  (rates) => rates.groups.includes("head") || rates.register("head"),
  () => {},
];

test("LearningRateAuthority.restore() leads to the same rates from any earlier state", () => {
  const policy = () =>
    perGroup({
      default: plateau({ initial: 1, patience: 1, monitor: "loss" }),
      groups: { head: scale(polynomial({ initial: 1 }), 0.3) },
    }).create();
  const play = (rates: LearningRateAuthority, script: readonly number[], from: number) =>
    script.map((act, index) => {
      acts[act]?.(rates, from + index);
      rates.advance(momentAt(from + index + 1));
      return rates.groups.map((group) => [group, rates.rateOf(group)]);
    });
  const script = fc.array(fc.nat(acts.length - 1), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(script, script, script, (before, after, elsewhere) => {
      const { rates } = startedRates(policy());
      play(rates, before, 0);
      const saved = JSON.parse(JSON.stringify(rates.state()));
      const expected = play(rates, after, before.length);
      rates.restore(saved);
      assert.deepEqual(play(rates, after, before.length), expected);
      const { rates: other } = startedRates(policy());
      play(other, elsewhere, 0);
      other.restore(saved);
      assert.deepEqual(other.state(), saved);
      assert.deepEqual(play(other, after, before.length), expected);
    }),
    { numRuns: 100, seed: 8 },
  );
});

test("LearningRateAuthority.restore() changes nothing when the state does not fit", () => {
  const { rates } = startedRates(plateau({ initial: 1 }).create());
  rates.register("seed", { policy: plateau({ initial: 2 }).create() });
  rates.advance(momentAt(1));
  const state = JSON.parse(JSON.stringify(rates.state()));
  const [host, seed] = state.groups;
  const refuses = (groups: readonly unknown[], message: RegExp) => {
    assert.throws(() => rates.restore({ ...state, groups } as never), {
      code: "state/invalid",
      message,
    });
    assert.deepEqual(rates.state(), state);
  };
  refuses([host, { ...seed, name: "other" }], /register it with its policy first/);
  refuses(
    [
      { ...host, policy: { ...host.policy, rate: 0.5 } },
      { ...seed, policy: null },
    ],
    /plateau/,
  );
  refuses([host, { ...seed, parent: "hots" }], /The parent of group "seed" must precede it/);
  refuses([{ ...host, rate: -1 }, seed], /"groups.0.rate" must be at least 0, but is -1/);
  assert.throws(() => rates.restore({ ...state, version: 2 }), { code: "state/invalid" });
});

test("LearningRateAuthority.restore() notes the rates that it moves", () => {
  const { rates, changes } = startedRates(polynomial({ initial: 1 }).create());
  const state = rates.state();
  advanceTo(rates, 250);
  rates.restore(state);
  assert.equal(rates.rateOf("host"), 1);
  assert.deepEqual(changes.at(-1), {
    step: 250,
    group: "host",
    from: 0.5,
    to: 1,
    reason: "restored",
  });
});
