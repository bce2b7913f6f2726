import assert from "node:assert/strict";
import { test } from "node:test";
import { LossTrend, type TrendOptions } from "../../../modules/tamiyo/_trend/trend.ts";

const OPTIONS: TrendOptions = {
  patience: 3,
  minImprovement: 0.01,
  regression: 0.1,
  regressionEpochs: 2,
};

function trendsOf(losses: readonly number[], options: Partial<TrendOptions> = {}): string {
  const trend = new LossTrend({ ...OPTIONS, ...options });
  return losses.map((loss) => trend.observe(loss)[0]).join("");
}

// i improving, w waiting, p plateau, r regressing.
const SEQUENCES: readonly [name: string, losses: readonly number[], trends: string][] = [
  ["falls", [1, 0.9, 0.8], "iii"],
  // 0.991 is not below 1 * 0.99, 0.989 is.
  ["falls by less than the least improvement", [1, 0.991, 0.989], "iwi"],
  ["stands still", [1, 1, 1, 1, 1], "iwwpp"],
  ["creeps: each step below the least improvement of the best", [1, 0.997, 0.994, 0.991], "iwwp"],
  ["rises within the tolerance", [1, 1.1, 1.05, 1.1], "iwwp"],
  ["rises above it once", [1, 1.2, 1, 1.2], "iwwp"],
  ["rises above it for long enough", [1, 1.2, 1.2, 1.2], "iwrr"],
  ["is not a number", [1, Number.NaN, Number.NaN], "iwr"],
  ["never was a number", [Number.NaN, Number.NaN, 5], "wri"],
  ["is infinite first", [Number.POSITIVE_INFINITY, 5], "wi"],
  // Below 0 smaller is larger in size: -1 must fall below -1.01, and regresses above -0.9.
  ["is negative and falls", [-1, -1.1, -1.2], "iii"],
  ["is negative and stands still", [-1, -1, -1, -1], "iwwp"],
  ["is negative and rises", [-1, -0.8, -0.8], "iwr"],
  ["is negative and rises a little", [-1, -0.95, -0.95, -0.95], "iwwp"],
];

for (const [name, losses, trends] of SEQUENCES) {
  test(`LossTrend.observe() says ${trends} where the loss ${name}`, () => {
    assert.equal(trendsOf(losses), trends);
  });
}

test("LossTrend.restart() counts from there, and keeps the best loss", () => {
  const trend = new LossTrend(OPTIONS);
  for (const loss of [1, 1, 1]) trend.observe(loss);
  trend.restart();
  assert.deepEqual(
    [1, 1, 1].map((loss) => trend.observe(loss)),
    ["waiting", "waiting", "plateau"],
  );
});
