import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { SHARED_MEMORY_FOLDER, sharedMemory } from "../../../core/runtime/shared_memory.ts";
import { hasSharedMemory } from "../../_support/processes/shared_memory.ts";

const skip = hasSharedMemory();

test("SharedMemory.map() shares a file's bytes both ways", { skip }, () => {
  const path = join(SHARED_MEMORY_FOLDER, `tolaria-test-${crypto.randomUUID()}`);
  writeFileSync(path, new Uint8Array(4096), { mode: 0o600 });
  try {
    const one = sharedMemory().map(path, 4096);
    const two = sharedMemory().map(path, 4096);
    assert.equal(one.bytes.length, 4096);
    const word = (bytes: Uint8Array<ArrayBuffer>) =>
      new Int32Array(bytes.buffer, bytes.byteOffset, 1);
    Atomics.store(word(one.bytes), 0, 0x01020304);
    assert.equal(Atomics.load(word(two.bytes), 0), 0x01020304);
    assert.deepEqual([...readFileSync(path).subarray(0, 4)], [4, 3, 2, 1]);
    one.close();
    two.bytes[5] = 7;
    assert.equal(readFileSync(path)[5], 7);
    two.close();
  } finally {
    rmSync(path);
  }
});

test("SharedMemory.wait() returns where the word is another, and after its time", { skip }, () => {
  const bytes = new Uint8Array(64);
  // A minute each, if it were to wait.
  sharedMemory().wait(bytes, 8, 1, 60_000);
  sharedMemory().wake(bytes, 8);
  sharedMemory().wait(bytes, 8, 0, 2);
  assert.equal(bytes[8], 0);
});

test("SharedMemory.map() says which file is not there", { skip }, () => {
  assert.throws(() => sharedMemory().map("/dev/shm/tolaria-none", 4096));
});

test("SharedMemory.monotonicNs() is the clock of the whole machine", { skip }, () => {
  const before = sharedMemory().monotonicNs();
  const up = Number(readFileSync("/proc/uptime", "utf8").split(" ")[0]);
  const seconds = Number(before) / 1e9;
  // Time that the machine slept counts in one of them only.
  assert.ok(seconds > 0 && seconds <= up + 1, `${seconds} s of ${up}`);
  assert.ok(sharedMemory().monotonicNs() >= before);
});
