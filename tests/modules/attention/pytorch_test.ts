import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { tf } from "../../../deps.ts";
import { attention } from "../../../modules/mod.ts";
import { assertClose, leavesNoTensors, take } from "../../../testing/_support/tensors.ts";

interface Numbers {
  readonly shape: [number, number, number];
  readonly values: number[];
}

type Named = Readonly<Record<"q" | "k" | "v" | "dy" | "y" | "dq" | "dk" | "dv", Numbers>>;

// Made by tests/fixtures/attention/make_attention.py.
const CASES = JSON.parse(
  readFileSync(new URL("../../fixtures/attention/attention.json", import.meta.url), "utf8"),
) as (Named & { readonly heads: number; readonly causal: boolean })[];

for (const { heads, causal, ...numbers } of CASES) {
  const [[, T, D], [, S]] = [numbers.q.shape, numbers.k.shape];
  const title = `${T} queries, ${S} keys, ${heads} heads of ${D / heads}${causal ? ", causal" : ""}`;
  test(`attention() equals PyTorch's, and so does its gradient: ${title}`, () => {
    const inputs = [numbers.q, numbers.k, numbers.v, numbers.dy].map(({ values, shape }) =>
      tf.tensor3d(values, shape),
    ) as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D, tf.Tensor3D];
    const [q, k, v, dy] = inputs;
    leavesNoTensors(() => {
      const y = attention(q, k, v, { heads, causal });
      assertClose(take(y), numbers.y.values, 1e-5, "y");
      const differentiate = tf.grads((...all: tf.Tensor[]) =>
        attention(...(all as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D]), { heads, causal }),
      );
      const gradients = tf.tidy(() => differentiate([q, k, v], dy));
      assert.equal(gradients.length, 3);
      for (const [at, name] of (["dq", "dk", "dv"] as const).entries()) {
        assertClose(take(gradients[at] as tf.Tensor), numbers[name].values, 1e-5, name);
      }
    });
    tf.dispose(inputs);
  });
}
