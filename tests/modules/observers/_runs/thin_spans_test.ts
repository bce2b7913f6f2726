import assert from "node:assert/strict";
import { test } from "node:test";
import { thinnedSpans } from "../../../../modules/observers/_runs/thin_spans.ts";

/** Lines of a run of `epochs`, each with a boundary that has a phase, and with `steps`. */
function linesOf(epochs: number, steps: number): string[] {
  let id = 1;
  const lines: object[] = [];
  for (let number = 1; number <= epochs; number++) {
    id += 1;
    const epoch = { id, parent: 1, name: "tolaria.epoch", number };
    for (let step = 0; step < steps; step++) {
      id += 1;
      lines.push({ id, parent: epoch.id, name: "tolaria.step" });
    }
    id += 2;
    lines.push({ id, parent: id - 1, name: "tolaria.boundary.decide", number });
    lines.push({ id: id - 1, parent: epoch.id, name: "tolaria.boundary", number }, epoch);
  }
  return lines.map((line) => JSON.stringify(line));
}

const parsed = (lines: readonly string[]) => lines.map((line) => JSON.parse(line));

test("thinnedSpans() leaves out every other epoch with all that is below it", () => {
  // 4 epochs of 3 spans are 12 lines; with a limit of 12 at most 6 stay.
  const kept = parsed(thinnedSpans(linesOf(4, 0), 12));
  assert.deepEqual(
    kept.map(({ name, number }) => `${name} ${number}`),
    [1, 3].flatMap((number) =>
      ["boundary.decide", "boundary", "epoch"].map((name) => `tolaria.${name} ${number}`),
    ),
  );
});

test("thinnedSpans() leaves out steps first if most spans are steps", () => {
  // 1 epoch of 3 spans and 17 steps are 20 lines. Half of the steps leave 12 lines, and half of those 8.
  const kept = parsed(thinnedSpans(linesOf(1, 17), 20));
  const names = kept.map(({ name }) => name);
  assert.equal(names.filter((name) => name === "tolaria.step").length, 5);
  assert.ok(names.includes("tolaria.boundary.decide") && names.includes("tolaria.epoch"));
});

test("thinnedSpans() keeps the latest of what has neither steps nor epochs, and of damaged lines", () => {
  const lines = Array.from({ length: 10 }, (_, id) =>
    id % 2 === 0 ? "{" : JSON.stringify({ id, parent: id, name: "tolaria.alert" }),
  );
  assert.deepEqual(thinnedSpans(lines, 10), lines.slice(-5));
});
