import assert from "node:assert/strict";
import { test } from "node:test";
import {
  formatCount,
  formatDuration,
  formatMetric,
  formatMs,
  formatNumber,
  formatPercent,
  formatRate,
} from "../../../modules/observers/_format/mod.ts";

function cases<T>(format: (value: T) => string, expected: readonly (readonly [T, string])[]): void {
  for (const [value, text] of expected) assert.equal(format(value), text);
}

test("formatDuration() names the two largest units", () => {
  cases(formatDuration, [
    [0, "0.0 s"],
    [6.13, "6.1 s"],
    [59.94, "59.9 s"],
    [59.96, "1 m 0 s"],
    [72, "1 m 12 s"],
    [3599.6, "1 h 0 m"],
    [7500, "2 h 5 m"],
    [273_600, "3 d 4 h"],
    [Number.NaN, "NaN s"],
  ]);
});

test("formatMs() keeps two or three digits", () => {
  cases(formatMs, [
    [0, "0.0 ms"],
    [0.476, "0.48 ms"],
    [3.21, "3.2 ms"],
    [99.96, "100 ms"],
    [125.4, "125 ms"],
  ]);
});

test("formatNumber() keeps four digits at any size", () => {
  cases(formatNumber, [
    [0, "0.000"],
    [0.12345, "0.1235"],
    [-Math.LN10, "-2.303"],
    [123.456, "123.5"],
    [9999.6, "1.000e+4"],
    [0.00001234, "1.234e-5"],
    [Number.NaN, "NaN"],
    [Number.POSITIVE_INFINITY, "Infinity"],
  ]);
});

test("formatPercent() and formatRate() keep one digit after the point", () => {
  cases(formatPercent, [
    [0.9738, "97.4 %"],
    [1, "100.0 %"],
    [Number.NaN, "NaN"],
  ]);
  cases(formatRate, [
    [0.003, "3.0e-3"],
    [0, "0"],
  ]);
});

test("formatCount() sets thousands apart", () => {
  cases(formatCount, [
    [8000, "8,000"],
    [225_034, "225,034"],
  ]);
});

test("formatMetric() shows accuracies as percentages and losses as numbers", () => {
  assert.equal(formatMetric("val_accuracy", 0.5), "50.0 %");
  assert.equal(formatMetric("loss", 0.5), "0.5000");
});
