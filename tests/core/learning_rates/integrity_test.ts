import assert from "node:assert/strict";
import { test } from "node:test";
import { RateIntegrity, violationMessage } from "../../../core/learning_rates/integrity.ts";
import type { RateViolation } from "../../../core/ports/reports/rate_report.ts";

function watched() {
  const violations: RateViolation[] = [];
  const integrity = new RateIntegrity((violation) => violations.push(violation));
  const optimizer = { learningRate: 0.9 };
  const cell = {
    read: () => optimizer.learningRate,
    write: (rate: number) => {
      optimizer.learningRate = rate;
    },
  };
  const step = (number: number, rate: number, during: () => void = () => {}) =>
    integrity.around("host", cell, rate, number, during);
  return { integrity, violations, optimizer, cell, step };
}

test("RateIntegrity writes the rate before the update and finds it there after", () => {
  const { violations, optimizer, step } = watched();
  let during = Number.NaN;
  step(0, 0.1, () => {
    during = optimizer.learningRate;
  });
  step(1, 0.05);
  assert.equal(during, 0.1);
  assert.equal(optimizer.learningRate, 0.05);
  assert.deepEqual(violations, []);
});

test("RateIntegrity finds a rate that was written between steps at the start of the next one", () => {
  const { integrity, violations, optimizer, cell, step } = watched();
  step(0, 0.1);
  optimizer.learningRate = 0.2;
  assert.equal(integrity.verify("host", cell, 1), false);
  assert.deepEqual(violations, [
    { group: "host", expected: 0.1, found: 0.2, step: 1, moment: "between steps" },
  ]);
  assert.equal(optimizer.learningRate, 0.1);
  step(1, 0.05);
  assert.equal(violations.length, 1);
});

test("RateIntegrity restores a rate that was written during the update", () => {
  const { violations, optimizer, step } = watched();
  step(4, 0.1, () => {
    optimizer.learningRate = 0.3;
  });
  assert.equal(optimizer.learningRate, 0.1);
  assert.equal(
    violationMessage(violations[0] as RateViolation),
    'learning rate of group "host" must be 0.1, as the authority set it: found 0.3 during the update; put back',
  );
});

test("RateIntegrity finds a rate that is not a number", () => {
  const { violations, optimizer, step } = watched();
  step(0, 0.1, () => {
    optimizer.learningRate = Number.NaN;
  });
  assert.equal(violations.length, 1);
  assert.equal(optimizer.learningRate, 0.1);
});

test("RateIntegrity tolerates rounding of a rate to 32 bits and no more", () => {
  const { integrity, violations, optimizer, cell, step } = watched();
  step(0, 0.1);
  optimizer.learningRate = Math.fround(0.1);
  assert.equal(integrity.verify("host", cell, 1), true);
  optimizer.learningRate = 0.1 * (1 + 2e-6);
  assert.equal(integrity.verify("host", cell, 1), false);
  assert.equal(violations.length, 1);
});

test("RateIntegrity counts steps in a row, however many violations each has", () => {
  const { integrity, optimizer, cell, step } = watched();
  const meddle = () => {
    optimizer.learningRate = 1;
  };
  step(0, 0.1);
  assert.equal(integrity.consecutiveViolations, 0);
  for (const number of [1, 2, 3]) {
    meddle();
    integrity.verify("host", cell, number);
    step(number, 0.1, meddle);
  }
  assert.equal(integrity.consecutiveViolations, 3);
  step(4, 0.1);
  step(5, 0.1);
  assert.equal(integrity.consecutiveViolations, 0);
  step(6, 0.1, meddle);
  assert.equal(integrity.consecutiveViolations, 1);
});

test("RateIntegrity leaves an optimizer alone that stores no rate", () => {
  const { integrity, violations } = watched();
  let ran = false;
  integrity.around("host", undefined, 0.1, 0, () => {
    ran = true;
  });
  assert.equal(integrity.verify("host", undefined, 1), true);
  assert.ok(ran);
  assert.deepEqual(violations, []);
});
