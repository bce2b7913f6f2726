import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { CheckpointDirectory } from "../../../modules/mod.ts";
import { draftAt } from "../../../testing/_support/drafts.ts";
import { writeAll } from "../../../testing/checkpoint_store.ts";
import {
  openFileStore,
  storeFolder,
  withFileStore,
} from "../../_support/checkpoints/file_store.ts";

test("checkpoints() refuses a directory that another writes to, and takes it when that one has ended", async () => {
  const directory = storeFolder();
  const [first, second] = [await openFileStore(directory), await openFileStore(directory)];
  await first.start();
  await assert.rejects(second.start(), {
    code: "checkpoint/unavailable",
    message: /[Aa]nother process is writing to the directory/,
  });
  await writeAll(first, draftAt(1));
  await first.dispose();
  await second.start(undefined, { resumes: true });
  await second.dispose();
  rmSync(directory, { recursive: true });
});

test("checkpoints() refuses a directory of another run unless it is shared, and then removes its own checkpoints alone", async () => {
  const directory = storeFolder();
  const first = await openFileStore(directory);
  await first.start();
  for (const step of [1, 2]) await writeAll(first, { ...draftAt(step), runId: "first" });
  // Its own checkpoints are no other run's.
  await first.start();
  await first.dispose();
  const second = await openFileStore(directory);
  await assert.rejects(second.start(), {
    code: "checkpoint/unavailable",
    message: /holds 2 checkpoints of another run, the last of run first at step 2: resume it/,
  });
  const third = await openFileStore(directory, { shared: true, keep: 1 });
  await third.start();
  for (const step of [3, 4]) await writeAll(third, { ...draftAt(step), runId: "third" });
  assert.deepEqual(
    (await third.list()).map(({ runId, step }) => `${runId} ${step}`),
    ["first 1", "first 2", "third 4"],
  );
  await third.dispose();
  rmSync(directory, { recursive: true });
});

test("checkpoints() makes its journal readable to nobody but its user", () =>
  withFileStore(async (_, directory) => {
    for (const name of readdirSync(directory)) {
      assert.equal(statSync(join(directory, name)).mode & 0o077, 0, name);
    }
  }));

test("checkpoints() neither reads, overwrites nor removes files that a journal names outside its directory", async () => {
  const root = storeFolder();
  const directory = join(root, "run");
  const store = await openFileStore(directory, { keep: 1 });
  await store.start();
  const { id } = await writeAll(store, draftAt(1));
  await store.dispose();
  for (const name of ["victim.txt", "victim.json"]) writeFileSync(join(root, name), "precious");
  const journal = new DatabaseSync(join(directory, "journal.sqlite"));
  // As a stranger writes it who knows the form: the row's hash is left out, as an earlier version left it.
  journal.prepare("UPDATE checkpoint SET file = '../victim.txt', sha256 = NULL").run();
  journal.close();
  for (const name of readdirSync(directory)) {
    if (name.endsWith(".json")) rmSync(join(directory, name));
  }
  const reader = new CheckpointDirectory(directory);
  assert.throws(() => reader.verify(id), { code: "checkpoint/corrupt" });
  const next = await openFileStore(directory, { keep: 1 });
  await next.start(undefined, { resumes: true });
  for (const step of [2, 3]) await writeAll(next, draftAt(step));
  await next.dispose();
  for (const name of ["victim.txt", "victim.json"]) {
    assert.equal(readFileSync(join(root, name), "utf8"), "precious");
  }
  rmSync(root, { recursive: true });
});

test("CheckpointDirectory.load() waits for no pipe and follows no link", () =>
  withFileStore(async (_, directory, infos) => {
    const files = readdirSync(directory).filter((name) => name.endsWith(".safetensors"));
    const [first, second] = files.map((name) => join(directory, name)) as [string, string];
    rmSync(first);
    spawnSync("mkfifo", [first]);
    renameSync(second, join(directory, "elsewhere"));
    symlinkSync(join(directory, "elsewhere"), second);
    const reader = new CheckpointDirectory(directory);
    for (const { id } of infos) {
      await assert.rejects(reader.load({ id }), { code: "checkpoint/corrupt" });
    }
  }));
