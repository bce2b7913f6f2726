import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { COMPUTE_BACKEND, type ComputeBackend } from "../../../core/mod.ts";
import { Container, tf } from "../../../deps.ts";
import { wasm } from "../../../modules/compute/wasm/mod.ts";
import { runChild } from "../../_support/processes/run_child.ts";

function backend(threads: number): ComputeBackend {
  const container = new Container();
  container.load(wasm({ threads }));
  return container.get(COMPUTE_BACKEND);
}

for (const threads of ["1", "2"]) {
  test(`wasm() with ${threads} threads restores the process when it is disposed, from any working directory`, async () => {
    const folder = mkdtempSync(join(tmpdir(), "elsewhere-"));
    const temporary = mkdtempSync(join(tmpdir(), "tmp-"));
    const options = { cwd: folder, env: { TMPDIR: temporary } };
    const child = await runChild("tests/fixtures/start_wasm.ts", [threads], options);
    rmSync(folder, { recursive: true });
    rmSync(temporary, { recursive: true });
    assert.equal(child.code, 0, child.stderr);
    const { values, before, started, after } = JSON.parse(child.stdout);
    assert.deepEqual(values, [4, 4, 4, 4, 4, 4]);
    assert.deepEqual({ ...started, backend: "cpu" }, before);
    assert.deepEqual(after, before);
  });

  test(`wasm() with ${threads} threads lets the process end when it is not disposed`, async () => {
    const child = await runChild("tests/fixtures/start_wasm.ts", [threads, "--leave"]);
    assert.equal(child.code, 0, child.stderr);
  });
}

test("wasm() rejects another number of threads while a trainer uses it", async () => {
  await tf.setBackend("cpu");
  const [first, second] = [backend(1), backend(2)];
  await first.start();
  await assert.rejects(() => second.start(), {
    code: "backend/busy",
    message: /runs with "threads" 1, not 2\. Use the same number/,
  });
  await second.dispose();
  await first.dispose();
  assert.equal(tf.getBackend(), "cpu");
});

test("wasm() is shared by two trainers and ends with the second", async () => {
  await tf.setBackend("cpu");
  const [first, second] = [backend(1), backend(1)];
  await Promise.all([first.start(), second.start()]);
  await first.dispose();
  assert.equal(tf.getBackend(), "tolaria-wasm");
  await second.dispose();
  assert.equal(tf.getBackend(), "cpu");
});

test("wasm() can be started again after it was disposed", async () => {
  await tf.setBackend("cpu");
  for (const threads of [1, 2]) {
    const again = backend(threads);
    await again.start();
    assert.deepEqual([...tf.ones([2]).add(1).dataSync()], [2, 2]);
    await again.dispose();
  }
});

test("wasm() reports the use of its heap when a tensor does not fit", async () => {
  await tf.setBackend("cpu");
  const plain = backend(1);
  await plain.start();
  const held = tf.zeros([1024, 1024]);
  // 4 MiB and 3,600 MiB are more than the 3,584 that tensors may have.
  assert.throws(() => tf.fill([900, 1024, 1024], 1), {
    code: "backend/unavailable",
    message:
      /^The wasm heap ends at 3584 MiB of tensors, and 4\.\d MiB are in use: .*\. Cannot allocate 3600\.0 MiB\.$/,
  });
  assert.equal(held.dataSync()[5], 0);
  assert.deepEqual([...tf.ones([2]).add(1).dataSync()], [2, 2]);
  held.dispose();
  await plain.dispose();
});

test("wasm() rejects more threads than its binary has", () => {
  assert.throws(() => wasm({ threads: 9 }), {
    message: '"threads" must be at most 8, but is 9. Cannot make wasm.',
  });
});
