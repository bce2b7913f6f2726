import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { LEARNING_RATE_POLICY, type PolicyModule } from "../../../core/mod.ts";
import { CATALOGUE } from "../../../modules/mod.ts";
import { ratesOf } from "../../../testing/_support/moments.ts";

/** One schedule of another library: fixtures/make_policies.py writes them. */
interface Case {
  /** Name of our function. */
  readonly policy: string;
  /** Its arguments; a policy among them is a list of name and arguments. */
  readonly options: unknown;
  readonly reference: string;
  /** Steps, and the reference's rates in them. */
  readonly at: readonly number[];
  readonly rates: readonly number[];
  /** What `val_loss` is after each epoch. */
  readonly metric?: readonly number[];
}

const fixture: {
  readonly steps: number;
  readonly stepsPerEpoch: number;
  readonly cases: readonly Case[];
} = JSON.parse(readFileSync(new URL("fixtures/policies.json", import.meta.url), "utf8"));

const factories = CATALOGUE.find(({ token }) => token === LEARNING_RATE_POLICY)?.providers ?? {};

function make(name: string, args: readonly unknown[]): PolicyModule {
  const factory = factories[name] as ((...args: unknown[]) => PolicyModule) | undefined;
  if (!factory) throw new Error(`no policy '${name}'`);
  return factory(...args.map(withPolicies));
}

/** `value` with each `[name, options]` in it made to a policy. */
function withPolicies(value: unknown): unknown {
  if (Array.isArray(value)) {
    const [name, ...args] = value;
    return typeof name === "string" ? make(name, args) : value.map(withPolicies);
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withPolicies(item)]));
}

/** Combinators of a policy and options have their arguments in a list; a sequence's only one is a list. */
function argumentsOf({ policy, options }: Case): readonly unknown[] {
  if (options === null) return [];
  return Array.isArray(options) && policy !== "sequence" ? options : [options];
}

fixture.cases.forEach((reference, index) => {
  const { policy: name, at, rates, metric } = reference;
  test(`${name}() equals ${reference.reference} over 1,000 steps, case ${index + 1}`, () => {
    const policy = make(name, argumentsOf(reference)).create();
    const length = { totalSteps: fixture.steps, stepsPerEpoch: fixture.stepsPerEpoch };
    policy.check({ ...length, metrics: ["loss", "val_loss"] });
    const metricsOf = (epoch: number) => ({ loss: 0, val_loss: metric?.[epoch] ?? 0 });
    const actual = ratesOf(policy, { ...length, metricsOf });
    at.forEach((step, point) => {
      const [found, expected] = [actual[step] as number, rates[point] as number];
      const error = Math.abs(found - expected);
      assert.ok(error <= 1e-6 * expected + 1e-15, `step ${step}: ${found}, expected ${expected}`);
    });
  });
});

test("every learning-rate policy but perGroup() has a reference", () => {
  const covered = new Set(JSON.stringify(fixture.cases).match(/"[a-z][A-Za-z]+"/g));
  // warmupCosine() has a fixture of its own; perGroup() is a choice and no schedule.
  const others = ["perGroup", "warmupCosine"];
  const missing = Object.keys(factories).filter((name) => !covered.has(`"${name}"`));
  assert.deepEqual(
    missing,
    others.filter((name) => missing.includes(name)),
  );
});
