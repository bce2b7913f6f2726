import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { tf } from "../../deps.ts";
import { leavesNoTensors } from "../../testing/_support/tensors.ts";

const METHODS = join(
  dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-core")),
  "public/chained_ops",
);

/** Shape and numbers of what `work` makes. */
function madeBy(work: () => tf.Tensor): [number[], number[]] {
  return tf.tidy(() => {
    const made = work();
    return [made.shape, Array.from(made.dataSync())];
  });
}

test("tfjs has every chained method of its bundle", () => {
  const names = readdirSync(METHODS)
    .filter((file) => file.endsWith(".js"))
    .flatMap((file) =>
      readFileSync(join(METHODS, file), "utf8").match(/(?<=prototype\.)\w+(?= =)/g),
    )
    .filter((name) => name !== null);
  assert.ok(names.length > 130);
  const methods = tf.Tensor.prototype as unknown as Readonly<Record<string, unknown>>;
  assert.deepEqual(
    names.filter((name) => typeof methods[name] !== "function"),
    [],
  );
});

test("tfjs's chained methods take the tensor as their first input", () =>
  leavesNoTensors(() => {
    const x = () => tf.tensor1d([1, 2, 3, 4]);
    assert.deepEqual(
      madeBy(() => x().sub(1).pow(2).sum()),
      [[], [14]],
    );
    assert.deepEqual(
      madeBy(() => x().reshape([2, 2]).matMul(tf.eye(2), true)),
      [
        [2, 2],
        [1, 3, 2, 4],
      ],
    );
    assert.deepEqual(
      madeBy(() => x().toInt().oneHot(5, 1, 0).argMax(1)),
      [[4], [1, 2, 3, 4]],
    );
  }));

test("tfjs's chained methods of another form than their operation give what it gives", () =>
  leavesNoTensors(() => {
    const x = () => tf.tensor1d([1, 2, 3, 4]);
    assert.deepEqual(
      madeBy(() => x().as2D(2, 2).flatten().as4D(1, 2, 2, 1).as1D()),
      [[4], [1, 2, 3, 4]],
    );
    assert.deepEqual(
      madeBy(() => x().slice(2, 1).asScalar()),
      [[], [3]],
    );
    assert.deepEqual(
      madeBy(() => x().concat([x(), x()]).slice(6)),
      [[6], [3, 4, 1, 2, 3, 4]],
    );
    assert.deepEqual(madeBy(() => x().concat(x())).at(0), [8]);
    assert.deepEqual(madeBy(() => x().stack(x(), 1)).at(0), [4, 2]);
    assert.deepEqual(madeBy(() => x().reshapeAs(tf.zeros([2, 2]))).at(0), [2, 2]);
    assert.deepEqual(
      madeBy(() => x().where(x().greater(2), tf.zerosLike(x()))),
      [[4], [0, 0, 3, 4]],
    );
    assert.deepEqual(
      madeBy(() => tf.ones([1, 1, 1, 1]).as4D(1, 1, 1, 1).resizeBilinear([2, 2])).at(0),
      [1, 2, 2, 1],
    );
    assert.equal(
      tf.tidy(() => x().toBool().asType("int32").toFloat().dtype),
      "float32",
    );
  }));
