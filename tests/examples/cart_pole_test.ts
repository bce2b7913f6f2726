import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { CartPole } from "../../examples/_cart_pole.ts";
import { checkpoints, cpu, noSnapshots } from "../../modules/mod.ts";
import { withScratch } from "../../testing/_support/scratch.ts";
import { assertClose } from "../../testing/_support/tensors.ts";
import { ROOT } from "../_support/processes/run_child.ts";

// An example awaits at its top level, which a test file must not.
const example = import("../../examples/cart_pole.ts");

/** An episode of gymnasium's CartPole-v1, written by tests/fixtures/cart_pole/make.py. */
interface Episode {
  readonly policy: string;
  readonly start: number[];
  readonly actions: string;
  readonly terminated: boolean;
  readonly truncated: boolean;
  readonly every: number;
  readonly states: readonly number[][];
  readonly last: readonly number[];
}

const episodes: readonly Episode[] = JSON.parse(
  readFileSync(join(ROOT, "tests/fixtures/cart_pole/episodes.json"), "utf8"),
);

test("CartPole.step() moves as gymnasium's CartPole-v1, and ends its episodes at the same step", () => {
  assert.deepEqual(
    episodes.map(({ actions }) => actions.length),
    [9, 10, 33, 26, 500, 500],
  );
  for (const { policy, start, actions, states, every, ...end } of episodes) {
    const environment = new CartPole();
    environment.restore({ observation: start, steps: 0 });
    for (let step = 1; step <= actions.length; step++) {
      const { observation, reward, terminated, truncated } = environment.step(
        Number(actions[step - 1]),
      );
      assert.equal(reward, 1);
      const isLast = step === actions.length;
      assert.deepEqual(
        [terminated, truncated],
        isLast ? [end.terminated, end.truncated] : [false, false],
        `${policy}, step ${step}`,
      );
      const expected = isLast ? end.last : step % every === 0 && states[step / every - 1];
      // Both are float64; engines round sines otherwise.
      if (expected) assertClose(observation, expected, 1e-9, `${policy}, step ${step}`);
    }
  }
});

test("CartPole.reset() begins near the upright position", () => {
  const environment = new CartPole();
  for (const [random, expected] of [
    [0, -0.05],
    [0.5, 0],
    [0.75, 0.025],
  ] as const) {
    environment.step(1);
    environment.reset(() => random);
    assertClose(environment.observation, [expected, expected, expected, expected], 1e-12);
    assert.equal(environment.state().steps, 0);
  }
});

test("cartPole() resumes in the middle of its training to the same bits", () =>
  withScratch(async (scratch) => {
    const { cartPole } = await example;
    const EPOCHS = 2;
    const play = async (name: string, abortAt?: number, resume = false) => {
      const abort = new AbortController();
      const modules = [cpu(), noSnapshots(), checkpoints({ directory: scratch.path(name) })];
      const run = { seed: 3, epochs: EPOCHS, stepsAnEpoch: 12, episodes: 4, warmUp: 64 };
      return cartPole({
        ...run,
        modules,
        resume,
        signal: abort.signal,
        onStep: (step) => {
          if (step === abortAt) abort.abort();
        },
      });
    };
    const whole = await play("whole");
    assert.equal(whole.epochs.length, EPOCHS);
    const first = await play("cut", 17);
    assert.deepEqual([first.endReason, first.epochs.length], ["interrupted", 1]);
    assert.notEqual(first.weightsHash, whole.weightsHash);
    const rest = await play("cut", undefined, true);
    assert.equal(rest.weightsHash, whole.weightsHash);
    // Losses, moves, and the returns of the episodes.
    assert.deepEqual([...first.epochs, ...rest.epochs], whole.epochs);
  }));

test("cartPole() learns to hold the pole for longer than chance does", async () => {
  const { cartPole } = await example;
  const { epochs } = await cartPole({ seed: 3, epochs: 2, episodes: 10 });
  // A policy that pushes at random holds it for 22 steps or so.
  const best = Math.max(...epochs.map(({ meanReturn }) => meanReturn));
  assert.ok(best > 50, `${best}`);
});
