import assert from "node:assert/strict";
import { test } from "node:test";
import { RandomStream } from "../../../../core/mod.ts";
import { probabilitiesOf, tokenAt } from "../../../../modules/models/_generate/sampling.ts";
import { assertClose } from "../../../../testing/_support/tensors.ts";

/** Scores whose softmax is 0.1, 0.4, 0.2 and 0.3. */
const SCORES = [0.1, 0.4, 0.2, 0.3].map(Math.log);

const CASES = [
  { what: "nothing is cut", options: {}, expected: [0.1, 0.4, 0.2, 0.3] },
  // Squared: 1, 16, 4 and 9 of 30.
  {
    what: "temperature is a half",
    options: { temperature: 0.5 },
    expected: [1 / 30, 16 / 30, 4 / 30, 9 / 30],
  },
  { what: "temperature is 0", options: { temperature: 0 }, expected: [0, 1, 0, 0] },
  { what: "the two highest are kept", options: { topK: 2 }, expected: [0, 4 / 7, 0, 3 / 7] },
  { what: "more are kept than there are", options: { topK: 9 }, expected: [0.1, 0.4, 0.2, 0.3] },
  // 0.4 is less than 0.6, with 0.3 it is not.
  {
    what: "the most probable 0.6 are kept",
    options: { topP: 0.6 },
    expected: [0, 4 / 7, 0, 3 / 7],
  },
  { what: "the most probable one is enough", options: { topP: 0.01 }, expected: [0, 1, 0, 0] },
  // Of the three highest, 4, 3 and 2 of 9, the first two have 7 / 9 together.
  {
    what: "top k comes before top p",
    options: { topK: 3, topP: 0.7 },
    expected: [0, 4 / 7, 0, 3 / 7],
  },
  // Squared first: 16, 9, 4 and 1 of 30, of which the first has 0.53.
  {
    what: "temperature comes first",
    options: { temperature: 0.5, topP: 0.5 },
    expected: [0, 1, 0, 0],
  },
];

for (const { what, options, expected } of CASES) {
  test(`probabilitiesOf() is right when ${what}`, () => {
    const sampling = { temperature: 1, topK: undefined, topP: 1, ...options };
    assertClose(probabilitiesOf(SCORES, sampling), expected, 1e-12);
  });
}

test("probabilitiesOf() takes the lower id of equal scores", () => {
  const equal = [1, 3, 3, 3];
  const sampling = { temperature: 1, topK: 2, topP: 1 };
  assert.deepEqual([...probabilitiesOf(equal, sampling)], [0, 0.5, 0.5, 0]);
  assert.deepEqual([...probabilitiesOf(equal, { ...sampling, temperature: 0 })], [0, 1, 0, 0]);
});

test("probabilitiesOf() does not overflow when scores are large", () => {
  const sampling = { temperature: 0.01, topK: undefined, topP: 1 };
  assertClose(probabilitiesOf([1000, 999, -1000], sampling), [1, 0, 0], 1e-12);
});

test("tokenAt() gives each token its share of [0, 1)", () => {
  const shares = Float64Array.of(0, 0.25, 0, 0.5, 0.25, 0);
  const found = [0, 0.2499, 0.25, 0.7499, 0.75, 1 - 2 ** -53].map((at) => tokenAt(shares, at));
  assert.deepEqual(found, [1, 1, 3, 3, 4, 4]);
  // Shares that add up to less than 1 by rounding.
  assert.equal(tokenAt(Float64Array.of(0.1, 0.2, 0), 0.9), 1);
});

test("tokenAt() draws as often as the probabilities say", () => {
  const random = new RandomStream(5, "generate");
  const counts = [0, 0, 0, 0];
  const shares = probabilitiesOf(SCORES, { temperature: 1, topK: undefined, topP: 1 });
  for (let draw = 0; draw < 20_000; draw++) {
    const token = tokenAt(shares, random.next());
    counts[token] = (counts[token] ?? 0) + 1;
  }
  // The deviation of a share is below sqrt(0.25 / 20,000) = 0.0035; the seed is fixed.
  assertClose(
    counts.map((count) => count / 20_000),
    [0.1, 0.4, 0.2, 0.3],
    0.012,
  );
});
