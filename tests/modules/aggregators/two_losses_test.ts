import assert from "node:assert/strict";
import { test } from "node:test";
import { RandomStream } from "../../../core/mod.ts";
import type { ContainerModule } from "../../../deps.ts";
import { cagrad, mgda, pcgrad, weightedSum } from "../../../modules/mod.ts";
import { cagradLandscape, combiner, fonsecaFleming, type TwoLosses } from "./_two_losses.ts";

test("cagradLandscape() and fonsecaFleming() return the gradients of their losses", () => {
  const h = 1e-6;
  for (const [problem, x] of [
    [cagradLandscape, [-3, 4]],
    [cagradLandscape, [2, -3]],
    [fonsecaFleming, [0.2, -0.4, 0.1]],
  ] as const) {
    const { gradients } = problem(x);
    for (const task of [0, 1] as const) {
      for (const at of x.keys()) {
        const moved = (by: number) =>
          problem(x.map((v, i) => (i === at ? v + by : v))).losses[task];
        const slope = (moved(h) - moved(-h)) / (2 * h);
        assert.ok(Math.abs(slope - (gradients[task][at] as number)) < 1e-6, `${task} ${at}`);
      }
    }
  }
});

/** The three starts of the paper. */
const STARTS = [
  [-8.5, 7.5],
  [-8.5, -5],
  [9, 9],
];

const meanOf = ({ losses: [a, b] }: TwoLosses) => (a + b) / 2;

/** The least mean of both losses: x = 0 by symmetry, and y by bisection of the slope there. */
function leastMean(): number {
  let [low, high] = [-12, -4];
  while (high - low > 1e-9) {
    const y = (low + high) / 2;
    const [[, a = 0], [, b = 0]] = cagradLandscape([0, y]).gradients;
    if (a + b > 0) high = y;
    else low = y;
  }
  return meanOf(cagradLandscape([0, low]));
}

/** Descends by Adam at 0.001, as the paper does, until the mean is within 0.05 of the least. */
async function descend(
  module: ContainerModule,
  start: readonly number[] = [],
  steps = 60_000,
): Promise<TwoLosses> {
  const combine = await combiner(module);
  const least = leastMean();
  let x = [...start];
  const [m, v] = [new Float64Array(2), new Float64Array(2)];
  for (let step = 1; step <= steps; step++) {
    const here = cagradLandscape(x);
    if (meanOf(here) < least + 0.05) return here;
    const [first, second] = [1 - 0.9 ** step, 1 - 0.999 ** step];
    combine(here.gradients).forEach((g, at) => {
      m[at] = 0.9 * (m[at] as number) + 0.1 * g;
      v[at] = 0.999 * (v[at] as number) + 0.001 * g * g;
    });
    x = x.map((value, at) => {
      const length = Math.sqrt((v[at] as number) / second) + 1e-8;
      return value - (0.001 * (m[at] as number)) / first / length;
    });
  }
  return cagradLandscape(x);
}

test("leastMean() is what the paper's landscape has", () => {
  // (4.9 + 0.01 (y + 8)^2 - 20) tanh(-y / 2) is near -15.1, where the tanh is still below 1.
  assert.ok(Math.abs(leastMean() + 15.092) < 1e-3);
});

test("cagrad() reaches the least mean of its paper's landscape from all of its starts", async () => {
  for (const start of STARTS) {
    const end = await descend(cagrad({ c: 0.5 }), start, 100_000);
    assert.ok(meanOf(end) < leastMean() + 0.05, `${start}: ${meanOf(end)}`);
  }
});

test("weightedSum() gets stuck in the valley from two of the starts, whatever its weights", async () => {
  const [first, , third] = STARTS;
  for (const [start, weights] of [
    [first, undefined],
    [third, undefined],
    [first, { first: 0.7, second: 0.3 }],
    [third, { first: 0.3, second: 0.7 }],
  ] as const) {
    const end = await descend(weightedSum(weights && { weights }), start);
    assert.ok(meanOf(end) > 0, `${start}: ${meanOf(end)}`);
  }
});

test("mgda() and pcgrad() leave the valley, and end away from the least mean", async () => {
  for (const module of [mgda, pcgrad]) {
    for (const start of STARTS.slice(0, 2)) {
      const mean = meanOf(await descend(module(), start));
      assert.ok(mean < -9 && mean > leastMean() + 0.3, `${start}: ${mean}`);
    }
  }
});

const UNITS = 20;

/** Ends of plain descent on Fonseca and Fleming's problem from ten starts: worse loss, and distance to the Pareto set. */
async function fronts(module: ContainerModule): Promise<readonly { worse: number; off: number }[]> {
  const combine = await combiner(module);
  const random = new RandomStream(1, "starts");
  return Array.from({ length: 10 }, () => {
    let x = Array.from({ length: UNITS }, () => 0.6 * (random.next() - 0.5));
    for (let step = 0; step < 4_000; step++) {
      const direction = combine(fonsecaFleming(x).gradients);
      x = x.map((value, at) => value - 0.05 * (direction[at] as number));
    }
    const mean = x.reduce((sum, value) => sum + value, 0) / UNITS;
    // The Pareto set is where all coordinates are equal, between both centers.
    const off = Math.sqrt(x.reduce((sum, value) => sum + (value - mean) ** 2, 0));
    return { worse: Math.max(...fonsecaFleming(x).losses), off };
  });
}

/** At an end of the front the worse loss is 1 - exp(-4). */
const END = 1 - Math.exp(-4);

test("mgda() and pcgrad() end inside the concave front of Fonseca and Fleming, on the Pareto set", async () => {
  for (const module of [mgda(), pcgrad()]) {
    for (const { worse, off } of await fronts(module)) {
      assert.ok(worse < 0.95, String(worse));
      assert.ok(off < 1e-9, String(off));
    }
  }
});

test("weightedSum() ends at the ends of the concave front, whatever its weights", async () => {
  for (const first of [0.1, 0.5, 0.7]) {
    for (const { worse } of await fronts(weightedSum({ weights: { first, second: 1 - first } }))) {
      assert.ok(worse > END - 0.02, `${first}: ${worse}`);
    }
  }
});

test("cagrad() ends inside the concave front with c = 0.9, and at a minimum of the mean with c = 0.5", async () => {
  for (const { worse } of await fronts(cagrad({ c: 0.9 }))) assert.ok(worse < 0.95, String(worse));
  for (const { worse } of await fronts(cagrad({ c: 0.5 }))) {
    assert.ok(worse > END - 0.02, String(worse));
  }
});
