import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { ContainerModule } from "../../../deps.ts";
import {
  accuracy,
  auc,
  confusionMatrix,
  f1,
  mae,
  mape,
  mse,
  perplexity,
  precision,
  r2,
  recall,
  rmse,
  topK,
} from "../../../modules/metrics/mod.ts";
import { assertClose } from "../../../testing/_support/tensors.ts";
import { type Examples, floats, measure } from "../../_support/providers/metrics.ts";

// Made by tests/fixtures/metrics/make_metrics.py.
const FIXTURE = JSON.parse(
  readFileSync(new URL("../../fixtures/metrics/metrics.json", import.meta.url), "utf8"),
);
const KINDS = ["plain", "weighted"] as const;

async function closeTo(
  module: ContainerModule,
  examples: Examples,
  expected: number,
  what: string,
) {
  for (const batchSize of [7, examples.size]) {
    const { value } = await measure(module, examples, batchSize);
    assertClose([value as number], [expected], 1e-6, what);
  }
}

/** Both ways of a case: examples, and what scikit-learn makes of them. */
function* ways(cases: readonly Record<string, unknown>[], examplesOf: (one: never) => Examples) {
  for (const [at, one] of cases.entries()) {
    for (const kind of KINDS) {
      const weights = kind === "weighted" ? (one.weights as number[]) : undefined;
      const examples = { ...examplesOf(one as never), weights };
      yield { what: `case ${at}, ${kind}`, examples, expected: one[kind] as never };
    }
  }
}

interface Averages {
  readonly macro: number;
  readonly micro: number;
  readonly weighted: number;
  readonly perClass: readonly number[];
}

interface OfClasses {
  readonly accuracy: number;
  readonly precision: Averages;
  readonly recall: Averages;
  readonly f1: Averages;
  readonly confusionMatrix: readonly (readonly number[])[];
  readonly top2: number;
  readonly perplexity: number;
  readonly auc?: number;
}

const rowsOf = ({
  classes,
  logits,
  targets,
}: {
  classes: number;
  logits: number[];
  targets: number[];
}) => ({
  size: targets.length,
  shape: [classes],
  outputs: logits,
  targets,
});

test("accuracy(), topK(), perplexity() and auc() equal scikit-learn's", async () => {
  for (const { what, examples, expected } of ways(FIXTURE.classes, rowsOf)) {
    const wanted: OfClasses = expected;
    await closeTo(accuracy(), examples, wanted.accuracy, `accuracy of ${what}`);
    await closeTo(topK({ k: 2 }), examples, wanted.top2, `top 2 of ${what}`);
    await closeTo(perplexity(), examples, wanted.perplexity, `perplexity of ${what}`);
    if (wanted.auc !== undefined) await closeTo(auc(), examples, wanted.auc, `auc of ${what}`);
  }
});

test("precision(), recall() and f1() equal scikit-learn's, averaged and for each class", async () => {
  for (const { what, examples, expected } of ways(FIXTURE.classes, rowsOf)) {
    const makers = { precision, recall, f1 };
    for (const name of ["precision", "recall", "f1"] as const) {
      const { perClass, ...averages } = (expected as OfClasses)[name];
      for (const [average, value] of Object.entries(averages)) {
        const module = makers[name]({ average: average as keyof typeof averages });
        await closeTo(module, examples, value, `${average} ${name} of ${what}`);
      }
      const result = await measure(makers[name](), examples, 7);
      assertClose([result.value as number], [averages.macro], 1e-6);
      assertClose(result.perClass?.map(({ value }) => value) ?? [], perClass, 1e-6);
    }
  }
});

test("confusionMatrix() equals scikit-learn's", async () => {
  for (const { examples, expected } of ways(FIXTURE.classes, rowsOf)) {
    const { matrix } = await measure(confusionMatrix(), examples, 7);
    assertClose(matrix?.counts.flat() ?? [], (expected as OfClasses).confusionMatrix.flat(), 1e-6);
  }
});

test("Metrics of binary outputs equal scikit-learn's", async () => {
  const examplesOf = ({ logits, targets }: { logits: number[]; targets: number[] }) => ({
    size: targets.length,
    shape: [1],
    outputs: logits,
    targets,
    column: floats([1]),
  });
  for (const { what, examples, expected } of ways(FIXTURE.binary, examplesOf)) {
    const wanted = expected as Record<string, number> & { confusionMatrix: number[][] };
    for (const [name, maker] of Object.entries({ accuracy, precision, recall, f1, auc })) {
      await closeTo(maker(), examples, wanted[name] as number, `${name} of ${what}`);
    }
    const { matrix } = await measure(confusionMatrix(), examples, 7);
    assertClose(matrix?.counts.flat() ?? [], wanted.confusionMatrix.flat(), 1e-6);
  }
});

test("Metrics of regression equal scikit-learn's, also far from 0", async () => {
  const examplesOf = (one: { columns: number; outputs: number[]; targets: number[] }) => ({
    size: one.targets.length / one.columns,
    shape: [one.columns],
    outputs: one.outputs,
    targets: one.targets,
    column: floats([one.columns]),
  });
  for (const { what, examples, expected } of ways(FIXTURE.regression, examplesOf)) {
    const wanted = expected as Record<string, number>;
    for (const [name, maker] of Object.entries({ mae, mse, rmse, r2, mape })) {
      assert.ok(Number.isFinite(wanted[name]));
      await closeTo(maker(), examples, wanted[name] as number, `${name} of ${what}`);
    }
  }
});
