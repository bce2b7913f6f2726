import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import {
  copyFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { CheckpointStore } from "../../../core/mod.ts";
import { CheckpointDirectory } from "../../../modules/mod.ts";
import { draftAt } from "../../../testing/_support/drafts.ts";
import { writeAll } from "../../../testing/checkpoint_store.ts";
import {
  openFileStore,
  storeFolder,
  withFileStore,
} from "../../_support/checkpoints/file_store.ts";
import { digestOf } from "../../chaos/store_check.ts";

/** SQLite's own on what it makes here. */
const PAGE = 4096;

/** In every page: the header of its b-tree, its cells' pointers, and what is in them. */
const IN_PAGE = [0, 1, 3, 5, 8, 11, 40, 2048, 3000, 3900, 4095];

/** Does `work` on a directory with three checkpoints that no process has open. */
async function withClosed(work: (directory: string, last: string) => Promise<void>): Promise<void> {
  await withFileStore(
    async (store, directory) => {
      await store.dispose();
      await work(directory, await digestOfLast(directory));
    },
    {},
    [10, 20, 30],
  );
}

async function digestOfLast(directory: string): Promise<string> {
  const { info, parts } = await new CheckpointDirectory(directory).load();
  return JSON.stringify([info.id, info.runId, info.step, info.epoch, digestOf({ info, parts })]);
}

/** The last checkpoint of a directory whose file `name` is `bytes`; all is as it was then. */
async function digestWith(directory: string, name: string, bytes: Uint8Array): Promise<string> {
  const copy = storeFolder();
  try {
    cpSync(directory, copy, { recursive: true });
    writeFileSync(join(copy, name), bytes);
    return await digestOfLast(copy);
  } finally {
    rmSync(copy, { recursive: true });
  }
}

function flipped(bytes: Uint8Array, at: number, bit: number): Uint8Array {
  const changed = Uint8Array.from(bytes);
  changed[at] = (changed[at] as number) ^ (1 << bit);
  return changed;
}

async function edit(directory: string, sql: string): Promise<void> {
  const { DatabaseSync } = await import("node:sqlite");
  const journal = new DatabaseSync(join(directory, "journal.sqlite"));
  journal.exec(sql);
  journal.close();
}

/** Starts a store on a directory. Returns it, and what it says that it has repaired. */
async function start(directory: string): Promise<[CheckpointStore, string[]]> {
  const store = await openFileStore(directory);
  const told: string[] = [];
  await store.start((message) => told.push(message), { resumes: true });
  return [store, told];
}

const namesEnding = (directory: string, end: string) =>
  readdirSync(directory).filter((name) => name.endsWith(end));

test("CheckpointDirectory.load() gives the last checkpoint wherever a bit of the journal's header is another", () =>
  withClosed(async (directory, last) => {
    const whole = readFileSync(join(directory, "journal.sqlite"));
    for (let at = 0; at < 100; at++) {
      const found = await digestWith(directory, "journal.sqlite", flipped(whole, at, at % 8));
      assert.equal(found, last, `byte ${at}`);
    }
  }));

test("CheckpointDirectory.load() gives the last checkpoint wherever a bit of a page of the journal is another", () =>
  withClosed(async (directory, last) => {
    const whole = readFileSync(join(directory, "journal.sqlite"));
    assert.ok(whole.length >= 5 * PAGE);
    for (let page = 0; page < whole.length / PAGE; page++) {
      for (const place of page === 0 ? IN_PAGE.map((at) => Math.max(at, 100)) : IN_PAGE) {
        const at = page * PAGE + place;
        const found = await digestWith(directory, "journal.sqlite", flipped(whole, at, at % 7));
        assert.equal(found, last, `byte ${place} of page ${page}`);
      }
    }
  }));

test("CheckpointDirectory.load() gives the last checkpoint when the journal is short, empty or gone", () =>
  withClosed(async (directory, last) => {
    const path = join(directory, "journal.sqlite");
    const whole = readFileSync(path);
    for (let end = 0; end < whole.length; end += PAGE / 2) {
      const found = await digestWith(directory, "journal.sqlite", whole.subarray(0, end + 7));
      assert.equal(found, last, `${end + 7} bytes`);
    }
    assert.equal(await digestWith(directory, "journal.sqlite", new Uint8Array()), last);
    rmSync(path);
    assert.equal(await digestOfLast(directory), last);
  }));

test("CheckpointDirectory.load() gives the last checkpoint wherever the journal's log is another or ends", () =>
  withFileStore(
    async (_, open) => {
      // As a process leaves it that dies: what it has committed is in the log alone.
      const directory = storeFolder();
      cpSync(open, directory, { recursive: true });
      const last = await digestWith(directory, "notes.txt", new Uint8Array());
      const log = readFileSync(join(directory, "journal.sqlite-wal"));
      assert.ok(log.length > 2 * PAGE);
      for (let at = 0; at < log.length; at += 1023) {
        const changed = flipped(log, at, at % 8);
        assert.equal(await digestWith(directory, "journal.sqlite-wal", changed), last, `${at}`);
        const short = log.subarray(0, at);
        assert.equal(await digestWith(directory, "journal.sqlite-wal", short), last, `cut ${at}`);
      }
      rmSync(directory, { recursive: true });
    },
    {},
    [10, 20, 30],
  ));

test("CheckpointDirectory.load() gives what was written when the journal says something else of it", () =>
  withClosed(async (directory, last) => {
    await edit(directory, "UPDATE checkpoint SET step = 31, run_id = 'other' WHERE id = 3");
    assert.equal(await digestOfLast(directory), last);
    await edit(directory, "UPDATE tensor SET sha256 = 'f' || sha256 WHERE checkpoint_id = 3");
    assert.equal(await digestOfLast(directory), last);
    await edit(directory, "DELETE FROM checkpoint WHERE id = 3");
    assert.equal(await digestOfLast(directory), last);
    const fault = new CheckpointDirectory(directory).journalFault();
    assert.match(fault ?? "", /journal.sqlite" is damaged .* checkpoints 3 \(step 30\)$/);
  }));

test("CheckpointDirectory.load() falls back to the one before when neither row nor record are as they were", () =>
  withClosed(async (directory) => {
    await edit(directory, "UPDATE checkpoint SET state = replace(state, ':30', ':31')");
    const [record] = namesEnding(directory, ".json").filter((name) => name.startsWith("step-30"));
    writeFileSync(join(directory, record as string), "{");
    const told: string[] = [];
    const { info } = await new CheckpointDirectory(directory).load({
      onDamaged: (_, reason) => told.push(reason),
    });
    assert.equal(info.step, 20);
    assert.match(
      told[0] ?? "",
      /The hash of the row .* Cannot load checkpoint 3 \(step 30\) from .*journal.sqlite"/,
    );
  }));

test("CheckpointDirectory.load() says why when the journal is damaged and no record is left", () =>
  withClosed(async (directory) => {
    for (const name of namesEnding(directory, ".json")) rmSync(join(directory, name));
    const path = join(directory, "journal.sqlite");
    writeFileSync(path, flipped(readFileSync(path), 3, 0));
    await assert.rejects(async () => await new CheckpointDirectory(directory).load(), {
      code: "checkpoint/corrupt",
      message: /Cannot read the journal ".*journal.sqlite"\.$/,
    });
    const store = await openFileStore(directory);
    await assert.rejects(store.start(), { code: "checkpoint/unavailable" });
    assert.deepEqual(namesEnding(directory, ".safetensors").length, 3);
  }));

test("CheckpointDirectory.list() has no checkpoint whose row was not committed, whatever stands beside it", () =>
  withClosed(async (directory) => {
    const [name] = namesEnding(directory, ".json").filter((one) => one.startsWith("step-30"));
    const record = join(directory, name as string);
    // As a process leaves it that dies between writing the record and committing the row.
    renameSync(record, `${record}.partial`);
    await edit(directory, "PRAGMA foreign_keys = ON; DELETE FROM checkpoint WHERE id = 3");
    const ids = () => new CheckpointDirectory(directory).list().map(({ id }) => id);
    assert.deepEqual(ids(), [1, 2]);
    const [store, told] = await start(directory);
    assert.deepEqual([ids(), told], [[1, 2], []]);
    await store.dispose();
  }));

test("checkpoints() makes a damaged journal again when it starts, says so, and keeps the damaged one", () =>
  withClosed(async (directory, last) => {
    const path = join(directory, "journal.sqlite");
    const damaged = flipped(readFileSync(path), PAGE + 3, 4);
    writeFileSync(path, damaged);
    const [store, told] = await start(directory);
    assert.equal(told.length, 1);
    assert.match(
      told[0] as string,
      /journal.sqlite" is damaged \(.*\): taken from their records were checkpoints 1 \(step 10\), 2 \(step 20\), 3 \(step 30\), and it is kept as "journal.damaged-1.sqlite"/,
    );
    assert.deepEqual(
      readFileSync(join(directory, "journal.damaged-1.sqlite")),
      Buffer.from(damaged),
    );
    assert.equal(new CheckpointDirectory(directory).journalFault(), undefined);
    assert.equal(await digestOfLast(directory), last);
    assert.ok((await store.list()).every(({ verified }) => verified));
    assert.equal((await writeAll(store, draftAt(40))).id, 4);
    await store.dispose();
    writeFileSync(path, damaged);
    const [again, more] = await start(directory);
    assert.match(more[0] ?? "", /kept as "journal.damaged-2.sqlite"/);
    assert.equal((await again.load()).info.step, 40);
    await again.dispose();
  }));

test("checkpoints() writes a record again that is damaged or lacking, and says nothing of it", () =>
  withClosed(async (directory, last) => {
    const [first, second] = namesEnding(directory, ".json").map((name) => join(directory, name));
    const whole = readFileSync(first as string);
    writeFileSync(first as string, flipped(whole, 200, 2));
    rmSync(second as string);
    const [store, told] = await start(directory);
    await store.dispose();
    assert.deepEqual(told, []);
    assert.deepEqual(readFileSync(first as string), whole);
    rmSync(join(directory, "journal.sqlite"));
    assert.equal(new CheckpointDirectory(directory).list().length, 3);
    assert.equal(await digestOfLast(directory), last);
  }));

test("checkpoints() gives records to checkpoints of an earlier version", () =>
  withClosed(async (directory, last) => {
    await edit(
      directory,
      "ALTER TABLE checkpoint DROP COLUMN sha256; PRAGMA user_version = 1; PRAGMA journal_mode = DELETE",
    );
    for (const name of namesEnding(directory, ".json")) rmSync(join(directory, name));
    assert.equal(await digestOfLast(directory), last);
    const [store, told] = await start(directory);
    assert.deepEqual(told, []);
    assert.ok((await store.list()).every(({ verified }) => verified));
    await store.dispose();
    assert.equal(namesEnding(directory, ".json").length, 3);
    rmSync(join(directory, "journal.sqlite"));
    assert.equal(await digestOfLast(directory), last);
  }));

test("checkpoints() goes on in the journal that has taken the place of its own", () =>
  withFileStore(async (store, directory) => {
    const path = join(directory, "journal.sqlite");
    for (const end of ["-wal", "-shm", ""]) renameSync(path + end, `${path}.old${end}`);
    const { id } = await writeAll(store, draftAt(30));
    assert.equal(id, 3);
    assert.deepEqual(
      (await store.list()).map(({ step, verified }) => [step, verified]),
      [
        [10, true],
        [20, true],
        [30, true],
      ],
    );
    assert.ok(existsSync(path));
  }));

test("checkpoints() reads no record that is of another file", () =>
  withClosed(async (directory) => {
    const [record] = namesEnding(directory, ".json") as [string];
    const [file] = namesEnding(directory, ".safetensors") as [string];
    const other = "step-7-4711-0123abcd";
    copyFileSync(join(directory, record), join(directory, `${other}.json`));
    copyFileSync(join(directory, file), join(directory, `${other}.safetensors`));
    rmSync(join(directory, "journal.sqlite"));
    assert.equal(new CheckpointDirectory(directory).list().length, 3);
  }));
