import assert from "node:assert/strict";
import { test } from "node:test";
import type { PassReport } from "../../../core/mod.ts";
import { renderReport } from "../../../modules/observers/_report/mod.ts";
import { epochOf, reportOf } from "../../../testing/_support/reports.ts";

/** Three classes; a name that would move the cursor, and one that is too long. */
const CLASSES = ["cat", "dog\u001b[2J", "a class with a long name"];
const MEASURED: PassReport = {
  loss: 0.3,
  metrics: { f1: 0.5 },
  perClass: {
    f1: CLASSES.map((name, at) => ({ class: name, value: at / 2, support: 10 * (at + 1) })),
    recall: CLASSES.map((name, at) => ({ class: name, value: 0.25, support: 10 * (at + 1) })),
  },
  matrices: {
    confusion_matrix: {
      classes: CLASSES,
      counts: [
        [8, 2, 0],
        [0, 20, 0],
        [1.5, 0, 30],
      ],
    },
  },
};

test("renderReport() shows classes and confusions of the best validation", () => {
  const text = renderReport(reportOf({ best: epochOf(1, { validation: MEASURED }) }));
  assert.ok(
    text.includes(`
  classes, validation of epoch 1
    class                 f1  recall  support
    cat                0.000  0.2500       10
    dog               0.5000  0.2500       20
    a class with ...   1.000  0.2500       30
  confusion matrix, validation of epoch 1
    true \\ predicted    cat  dog  a class with ...
    cat                   8    2                 .
    dog                   .   20                 .
    a class with ...  1.500    .                30
`),
    text,
  );
});

test("renderReport() names the commonest confusions when the matrix is wider than the terminal", () => {
  const text = renderReport(reportOf({ test: MEASURED }), { width: 40 });
  assert.ok(
    text.includes(`
  confusion matrix, test
    cat taken for dog: 2
    a class with ... taken for cat: 1.500
`),
    text,
  );
});

test("renderReport() lists the classes with the lowest values when there are many", () => {
  const f1 = Array.from({ length: 25 }, (_, at) => ({
    class: `${at}`,
    value: 1 - at / 100,
    support: 1,
  }));
  const text = renderReport(
    reportOf({ test: { loss: 1, metrics: { f1: 0.5 }, perClass: { f1 } } }),
  );
  assert.match(text, /class {6}f1 {2}support\n {4}24 {5}0.7600/);
  assert.match(text, /and 5 more; these have the lowest f1/);
});
