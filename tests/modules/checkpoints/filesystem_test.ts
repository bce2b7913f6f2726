import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { spawnSync } from "node:child_process";
import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { CheckpointInfo, Segment } from "../../../core/mod.ts";
import { CheckpointDirectory } from "../../../modules/mod.ts";
import { draftAt } from "../../../testing/_support/drafts.ts";
import { testUnless } from "../../../testing/_support/suite.ts";
import { conformsToCheckpointStore, writeAll } from "../../../testing/checkpoint_store.ts";
import {
  openFileStore,
  storeFolder,
  withFileStore,
} from "../../_support/checkpoints/file_store.ts";

/** Changes a bit of a file. */
function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] as number) ^ 16;
  writeFileSync(path, bytes);
}

conformsToCheckpointStore(async () => {
  const directory = storeFolder();
  return {
    store: await openFileStore(directory, { keep: 3 }),
    damage: ({ id }) => {
      const path = new CheckpointDirectory(directory).inspect(id).file;
      flip(path, statSync(path).size - 1);
    },
    reopen: () => openFileStore(directory, { keep: 3 }),
    close: async () => rmSync(directory, { recursive: true }),
  };
});

test("checkpoints() names file, tensor and both hashes when a bit of a tensor is another", () =>
  withFileStore(async (store, directory, [, last]) => {
    const { id } = last as CheckpointInfo;
    const path = new CheckpointDirectory(directory).inspect(id).file;
    flip(path, statSync(path).size - 1);
    await assert.rejects(store.load({ id }), {
      code: "checkpoint/corrupt",
      message: new RegExp(
        `The hash of tensor "weights/y/b" must be [0-9a-f]{64}, but is [0-9a-f]{64}\\. Cannot load checkpoint ${id} \\(step 20\\) from "${path}"`,
      ),
    });
  }));

test("checkpoints() falls back to the one before wherever a byte of the file is another", () =>
  withFileStore(async (store, directory, [, last]) => {
    const path = new CheckpointDirectory(directory).inspect((last as CheckpointInfo).id).file;
    const whole = readFileSync(path);
    const places = [0, 7, 8, 9, 40, 100, whole.length - 30, whole.length - 1];
    for (const at of places) {
      flip(path, at);
      const told: string[] = [];
      const { info, parts } = await store.load({ onDamaged: (_, reason) => told.push(reason) });
      // What is written down of a file for people only, a bit of it may be.
      if (info.step === 20)
        assert.deepEqual(parts.get("tolaria")?.data, draftAt(20).parts[1]?.data);
      else assert.equal(told.length, 1, `byte ${at}`);
      writeFileSync(path, whole);
    }
  }));

test("checkpoints() falls back to the one before when the file is short, empty or gone", () =>
  withFileStore(async (store, directory, [, last]) => {
    const path = new CheckpointDirectory(directory).inspect((last as CheckpointInfo).id).file;
    const { size } = statSync(path);
    for (const length of [size - 1, size - 20, 12, 3, 0]) {
      truncateSync(path, length);
      assert.equal((await store.load()).info.step, 10);
    }
    rmSync(path);
    assert.equal((await store.load()).info.step, 10);
  }));

test("checkpoints() fails to open a journal that is none, and says which", async () => {
  const directory = storeFolder();
  writeFileSync(join(directory, "journal.sqlite"), "x".repeat(5_000));
  const store = await openFileStore(directory);
  await assert.rejects(store.start(), {
    code: "checkpoint/unavailable",
    message: /journal.sqlite/,
  });
  await assert.rejects(store.list(), { code: "checkpoint/corrupt", message: /journal.sqlite/ });
  rmSync(directory, { recursive: true });
});

test("checkpoints() fails to start where the directory cannot be made", async () => {
  const directory = storeFolder();
  writeFileSync(join(directory, "file"), "");
  const store = await openFileStore(join(directory, "file", "below"));
  await assert.rejects(store.start(), { code: "checkpoint/unavailable", message: /file\/below/ });
  rmSync(directory, { recursive: true });
});

test("checkpoints() leaves no file of a write that failed, and goes on with the next", () =>
  withFileStore(async (store, directory) => {
    const before = readdirSync(directory).sort();
    const draft = draftAt(30);
    const [empty, full] = draft.parts as [(typeof draft.parts)[0], (typeof draft.parts)[0]];
    const [first] = full.tensors as [(typeof full.tensors)[0]];
    // Its numbers are fewer than its shapes say.
    const segments: Segment[] = [{ name: "x/a", shape: [1], offset: 0, size: 1 }];
    const bad = { ...draft, parts: [empty, { ...full, tensors: [{ ...first, segments }] }] };
    await assert.rejects(writeAll(store, bad), { code: "checkpoint/failed" });
    assert.deepEqual(readdirSync(directory).sort(), before);
    assert.equal((await writeAll(store, draftAt(40))).step, 40);
  }));

test("checkpoints() removes what writers left that died, and nothing else", async () => {
  const directory = storeFolder();
  const dead = spawnSync("true").pid;
  const names = [
    `step-5-${dead}-0123abcd.safetensors.partial`,
    `step-5-${dead}-0123abcd.safetensors`,
    `step-5-${process.pid}-0123abcd.safetensors.partial`,
    "notes.txt",
  ];
  for (const name of names) writeFileSync(join(directory, name), "x");
  const store = await openFileStore(directory);
  await store.start();
  assert.deepEqual(
    names.map((name) => existsSync(join(directory, name))),
    [false, false, false, true],
  );
  await store.dispose();
  rmSync(directory, { recursive: true });
});

test("checkpoints() keeps to its bytes, and keeps the last good one whatever its size", () =>
  withFileStore(
    async (store, directory) => {
      assert.deepEqual(
        (await store.list()).map(({ step }) => step),
        [3],
      );
      const files = readdirSync(directory).filter((name) => name.endsWith(".safetensors"));
      assert.equal(files.length, 1);
    },
    { keepBytes: 10 },
    [1, 2, 3],
  ));

test("CheckpointDirectory.inspect() describes every tensor, and verify() reads them all", () =>
  withFileStore(async (_, directory, [first]) => {
    const { id } = first as CheckpointInfo;
    const reader = new CheckpointDirectory(directory);
    const { file, tensors, parts } = reader.inspect(id);
    assert.deepEqual(
      tensors.map(({ name, dtype, shape }) => `${name} ${dtype} [${shape}]`),
      ["weights/x/a F32 [2]", "weights/x/b F32 [3]", "weights/y/a I32 [2]", "weights/y/b I32 [1]"],
    );
    assert.deepEqual(
      parts.map(({ name }) => name),
      ["empty", "tolaria"],
    );
    reader.verify(id);
    flip(file, statSync(file).size - 1);
    assert.throws(() => reader.verify(id), { code: "checkpoint/corrupt" });
    assert.throws(() => reader.verify(99), { code: "checkpoint/missing" });
  }));

test("CheckpointDirectory.list() is empty where there is no journal", () => {
  assert.deepEqual(new CheckpointDirectory("/no/such/directory").list(), []);
});

/** What Python says of the tensors of a file: name, shape and bits of each. */
const PYTHON = `
import json, sys
from safetensors.numpy import load_file
arrays = load_file(sys.argv[1])
print(json.dumps({name: [list(a.shape), str(a.dtype), a.tobytes().hex()] for name, a in arrays.items()}))
`;

const python = process.env.TOLARIA_PYTHON ?? "python3";
const probe = spawnSync(python, ["-c", "import safetensors, numpy"], { encoding: "utf8" });
const reason =
  probe.status === 0
    ? undefined
    : `${python} has no safetensors and numpy (TOLARIA_PYTHON names another Python): ${(probe.stderr ?? String(probe.error)).trim().split("\n").at(-1)}`;

testUnless(
  reason,
  "checkpoints() writes files that Python's safetensors reads to the same arrays",
  () =>
    withFileStore(async (_, directory, [first]) => {
      const path = new CheckpointDirectory(directory).inspect((first as CheckpointInfo).id).file;
      const { stdout, stderr, status } = spawnSync(python, ["-c", PYTHON, path], {
        encoding: "utf8",
      });
      assert.equal(status, 0, stderr);
      const bytesOf = (...values: number[]) => Buffer.from(Float32Array.from(values).buffer);
      const intsOf = (...values: number[]) => Buffer.from(Int32Array.from(values).buffer);
      assert.deepEqual(JSON.parse(stdout), {
        "weights/x/a": [[2], "float32", bytesOf(10, Number.NaN).toString("hex")],
        "weights/x/b": [
          [3],
          "float32",
          bytesOf(-0, Number.POSITIVE_INFINITY, 1e-40).toString("hex"),
        ],
        "weights/y/a": [[2], "int32", intsOf(7, -8).toString("hex")],
        "weights/y/b": [[1], "int32", intsOf(10).toString("hex")],
      });
    }),
);
