import assert from "node:assert/strict";
import { test } from "node:test";
import { METRIC } from "../../../core/mod.ts";
import type { ContainerModule } from "../../../deps.ts";
import {
  accuracy,
  auc,
  bitsPerCharacter,
  confusionMatrix,
  f1,
  perplexity,
  precision,
  recall,
  topK,
} from "../../../modules/metrics/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { assertClose } from "../../../testing/_support/tensors.ts";
import { conformsToMetric } from "../../../testing/metric.ts";
import { measure } from "../../_support/providers/metrics.ts";
import { floats, hostOfOutputs, labels } from "../../_support/providers/stub_host.ts";

const ROWS = {
  outputs: [
    {
      shape: [6, 3],
      values: Float32Array.of(2, 1, 0, 0, 3, 1, 1, 0, 2, 3, 2, 1, 0, 1, 2, 1, 2, 0),
    },
  ],
  targets: [{ shape: [6], values: Int32Array.of(0, 1, 2, 1, 2, 0), column: labels(3) }],
};

conformsToMetric(() => accuracy(), ROWS);
conformsToMetric(() => topK({ k: 2 }), ROWS);
conformsToMetric(() => precision(), ROWS);
conformsToMetric(() => recall({ average: "weighted" }), ROWS);
conformsToMetric(() => f1({ average: "micro" }), ROWS);
conformsToMetric(() => auc(), ROWS);
conformsToMetric(() => confusionMatrix(), ROWS);
conformsToMetric(() => perplexity(), ROWS);
conformsToMetric(() => bitsPerCharacter(), ROWS);

/** Right, wrong (as 0), right, then a row that is left out. */
const LEFT_OUT = {
  size: 4,
  shape: [2],
  outputs: [0, 1, 1, 0, 3, 1, 9, 9],
  targets: [1, 1, 0, -1],
};

test("Metrics of classes leave out the targets that they are asked to ignore", async () => {
  assertClose([(await measure(accuracy({ ignore: -1 }), LEFT_OUT)).value ?? 0], [2 / 3], 1e-12);
  const { matrix } = await measure(confusionMatrix({ ignore: -1 }), LEFT_OUT);
  assert.deepEqual(matrix, {
    classes: ["0", "1"],
    counts: [
      [1, 0],
      [1, 1],
    ],
  });
});

test("Metrics of classes name the class that the output does not have", async () => {
  await assert.rejects(() => measure(accuracy(), LEFT_OUT), {
    name: "RangeError",
    message:
      "A target is class -1, but the output has classes 0 to 1. Cannot measure: leave such targets out with { ignore: -1 }.",
  });
});

test("Metrics of classes measure each position of a sequence, and leave masked ones out", async () => {
  // Two sequences of two positions; the second position of the second one is wrong, and masked.
  const sequences = {
    size: 2,
    shape: [2, 2],
    outputs: [0, 1, 1, 0, 1, 0, 1, 0],
    targets: [1, 0, 1, 1],
    column: { name: "tokens", shape: [2], dtype: "int32", classes: 2 } as const,
  };
  assert.equal((await measure(accuracy(), sequences)).value, 0.5);
  const masked = { ...sequences, weights: [1, 1, 1, 0] };
  assertClose([(await measure(accuracy(), masked)).value ?? 0], [2 / 3], 1e-12);
  // A weight of the whole sequence is that of each of its positions: 3 of 2 right, 1 of none.
  const weighed = { ...sequences, weights: [3, 1] };
  assert.equal((await measure(accuracy(), weighed)).value, 6 / 8);
});

test("perplexity() is that of all positions together, of which some are padding", async () => {
  // p = 1/2 at two positions, 1/4 at one: exp((2 ln 2 + ln 4) / 3) = 2^(4/3).
  const { value } = await measure(perplexity({ ignore: 0 }), {
    size: 2,
    shape: [2, 2],
    outputs: [0, 0, 5, 1, 0, 0, Math.log(3), 0],
    targets: [1, 0, 1, 1],
    column: { name: "tokens", shape: [2], dtype: "int32", classes: 2 },
  });
  assertClose([value as number], [2 ** (4 / 3)], 1e-6);
});

test("bitsPerCharacter() is log2 of the perplexity, divided by the characters of a token", async () => {
  // p = 1/2 and 1/4: 1 and 2 bits a token, of which each stands for 3 characters.
  const pair = { size: 2, shape: [2], outputs: [0, 0, Math.log(3), 0], targets: [1, 1] };
  const { value } = await measure(bitsPerCharacter({ charactersPerToken: 3 }), pair);
  assertClose([value as number], [0.5], 1e-6);
  assert.throws(() => bitsPerCharacter({ charactersPerToken: 0 }), {
    message:
      /^"charactersPerToken" must be greater than 0, but is 0\. Cannot make bitsPerCharacter\.$/,
  });
});

test("bitsPerCharacter() takes the characters of a token from the data", async () => {
  // 1 and 2 bits a token, as above, of 2 characters each.
  const column = { ...labels(2), perId: { bytes: 3, characters: 2 } };
  const pair = { size: 2, shape: [2], outputs: [0, 0, Math.log(3), 0], targets: [1, 1], column };
  const { value } = await measure(bitsPerCharacter(), pair);
  assertClose([value as number], [0.75], 1e-6);
  const given = await measure(bitsPerCharacter({ charactersPerToken: 3 }), pair);
  assertClose([given.value as number], [0.5], 1e-6);
});

test("Metrics of classes read rows of a number for each class, and yes or no behind a sigmoid", async () => {
  const rows = {
    size: 2,
    shape: [2],
    outputs: [0.9, 0.6, 0.4, 0.7],
    targets: [1, 0, 1, 0],
    column: floats([2]),
  };
  // As rows: class 0 of 0, class 1 of 0.
  assert.equal((await measure(accuracy(), rows)).value, 0.5);
  // As four answers above 0.5 or not: yes yes no yes, of yes no yes no.
  const host = hostOfOutputs([[2]], ["sigmoid"]);
  assert.equal((await measure(accuracy({ kind: "binary" }), { ...rows, host })).value, 0.25);
  const strict = accuracy({ kind: "binary", threshold: 0.65 });
  assert.equal((await measure(strict, { ...rows, host })).value, 0.5);
});

test("Metrics of classes name them as the data do", async () => {
  const column = { ...labels(2), categories: ["cat", "dog"] };
  const { perClass } = await measure(recall(), { ...LEFT_OUT, targets: [1, 1, 0, 0], column });
  assert.deepEqual(perClass, [
    { class: "cat", value: 1, support: 2 },
    { class: "dog", value: 0.5, support: 2 },
  ]);
});

test("auc() tells rows apart whose softmax would be 1 for all", async () => {
  // As float32 sigmoid(30) and sigmoid(40) are both 1; the rows of class 1 have the higher odds.
  const examples = {
    size: 4,
    shape: [2],
    outputs: [0, 30, 0, 40, 0, 35, 0, 45],
    targets: [0, 1, 0, 1],
  };
  // Pairs: 40 > 30, 40 > 35, 45 > 30, 45 > 35.
  assert.equal((await measure(auc(), examples)).value, 1);
});

test("auc() says how many scores it may keep", async () => {
  await assert.rejects(() => measure(auc({ limit: 5 }), { ...LEFT_OUT, targets: [1, 1, 0, 0] }), {
    name: "RangeError",
    message:
      'A pass has more than 5 scores, which auc keeps all: raise its "limit" (4 bytes a score), or measure fewer examples.',
  });
});

const checked = async (module: ContainerModule, ...host: Parameters<typeof hostOfOutputs>) =>
  (await resolveProvider(METRIC, module)).check(hostOfOutputs(...host), [labels(3)]);

test("Metrics of classes refuse what they cannot measure before the first step", async () => {
  await assert.rejects(() => checked(f1({ average: "binary" }), [[3]]), {
    code: "host/unsupported",
    message: 'The average "binary" needs 2 classes, but the output has 3. Cannot measure f1.',
  });
  await assert.rejects(() => checked(topK({ k: 3 }), [[3]]), /"k" must be below the 3 classes/);
  await assert.rejects(
    () => checked(accuracy(), [[4, 3]]),
    /column "label" must hold class numbers \(\[4\]\) or values of the output's shape \(\[4, 3\]\), but has the shape \[\]/i,
  );
  await assert.rejects(
    () => checked(accuracy(), [[3], [3]]),
    /The network has 2 outputs: name one/,
  );
  await assert.rejects(
    () => checked(accuracy({ output: "head" }), [[3]]),
    /The network has no output "head"; it has 1, with the names none/,
  );
});

test("Metrics measure the output and the target that they name, or those in the same place", async () => {
  const host = { ...hostOfOutputs([[2], [3]]), outputNames: ["left", "right"] };
  const columns = [
    { ...labels(2), name: "a" },
    { ...labels(3), name: "b" },
  ];
  const values = { shape: [1], values: Int32Array.of(1) };
  const batch = {
    size: 1,
    outputs: [
      { shape: [1, 2], values: Float32Array.of(0, 1) },
      { shape: [1, 3], values: Float32Array.of(0, 0, 1) },
    ],
    targets: [values, values],
  };
  const measured = async (module: ContainerModule) => {
    const metric = await resolveProvider(METRIC, module);
    metric.check(host, columns);
    const state = metric.start();
    state.update(batch);
    return state.result();
  };
  assert.equal(await measured(accuracy({ output: "left" })), 1);
  assert.equal(await measured(accuracy({ output: 1 })), 0);
  assert.equal(await measured(accuracy({ output: "right", target: "b" })), 0);
  await assert.rejects(
    () => measured(accuracy({ output: "left", target: "c" })),
    /no target column "c"; those are a, b/,
  );
});

test("A metric of an output has its name", async () => {
  assert.equal((await resolveProvider(METRIC, f1({ output: "left" }))).name, "left_f1");
  assert.equal((await resolveProvider(METRIC, f1({ output: "left", name: "mine" }))).name, "mine");
  assert.throws(
    () => f1({ name: "val_f1" }),
    /"name" must be a name that does not begin with val_/,
  );
});
