import assert from "node:assert/strict";
import { before, test } from "node:test";
import { Ledger } from "../../../core/memory/ledger.ts";
import { usageOf } from "../../../core/memory/tensor_usage.ts";
import { tf } from "../../../deps.ts";
import { useTestBackend } from "../../../testing/_support/test_backend.ts";

before(useTestBackend);

test("Ledger.balance() tells what each owner holds, and what nobody does", () => {
  const held = [tf.zeros([3]), tf.zeros([2, 2], "int32"), tf.zeros([5], "bool")];
  const shared = [tf.keep((held[0] as tf.Tensor).reshape([3]))];
  const ledger = new Ledger([
    { name: "a", usage: () => usageOf(held) },
    { name: "b", usage: () => usageOf(shared) },
  ]);
  const start = ledger.balance();
  // 3 and 4 numbers of 4 bytes, 5 of one; and what is shared, once more.
  assert.deepEqual(start.entries, [
    { owner: "a", tensors: 3, bytes: 33 },
    { owner: "b", tensors: 1, bytes: 12 },
  ]);
  assert.equal(start.total.tensors - start.unexplained.tensors, 4);
  assert.equal(start.total.bytes - start.unexplained.bytes, 45);
  const lost = tf.zeros([10]);
  const { unexplained } = ledger.balance();
  assert.equal(unexplained.tensors - start.unexplained.tensors, 1);
  assert.equal(unexplained.bytes - start.unexplained.bytes, 40);
  tf.dispose([...held, ...shared, lost]);
});
