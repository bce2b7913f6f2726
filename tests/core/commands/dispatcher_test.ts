import assert from "node:assert/strict";
import { test } from "node:test";
import { CommandDispatcher } from "../../../core/commands/dispatcher.ts";
import type { PreparedCommand } from "../../../core/mod.ts";
import { CommandType } from "../../../proto/mod.ts";
import { commandOf, recordingHandler, seedFields } from "../../../testing/_support/commands.ts";
import { stageWith } from "./_dispatcher_stage.ts";

const seedTraits = { type: CommandType.COMMAND_SEED, prepares: "between boundaries" } as const;
const never = Number.POSITIVE_INFINITY;

test("CommandDispatcher prepares a command inside the boundary at once and commits it on request", async () => {
  const { dispatcher, handler, ended } = await stageWith();
  dispatcher.receive(commandOf(), "tamiyo", never);
  assert.deepEqual(handler.log, ["prepare c1"]);
  assert.deepEqual(ended, []);
  assert.equal(dispatcher.pending, 1);
  dispatcher.commitReady(never);
  assert.deepEqual(handler.log, ["prepare c1", "commit c1"]);
  assert.deepEqual(ended, ["c1 committed"]);
  assert.equal(dispatcher.pending, 0);
});

test("CommandDispatcher prepares any other command between boundaries, one at each step", async () => {
  const { dispatcher, handler } = await stageWith(seedTraits);
  for (const commandId of ["a", "b"]) {
    dispatcher.receive(commandOf(seedFields({ commandId })), "tamiyo", never);
  }
  dispatcher.commitReady(never);
  assert.deepEqual(handler.log, []);
  const work = dispatcher.prepareWaiting();
  work.next();
  assert.deepEqual(handler.log, ["prepare a"]);
  work.next();
  assert.deepEqual(handler.log, ["prepare a", "prepare b"]);
  assert.equal(work.next().done, true);
  dispatcher.commitReady(never);
  assert.deepEqual(handler.log.slice(2), ["commit a", "commit b"]);
});

test("CommandDispatcher.commitReady() stops at its deadline and continues the next time", async () => {
  const { dispatcher, handler, clock } = await stageWith({ onCommit: () => clock.advance(1) });
  for (const commandId of ["a", "b", "c"]) {
    dispatcher.receive(commandOf({ commandId }), "outside", never);
  }
  dispatcher.commitReady(1.5);
  assert.deepEqual(handler.log.slice(3), ["commit a", "commit b"]);
  dispatcher.commitReady(1.5);
  assert.equal(handler.log.length, 5);
  dispatcher.commitReady(10);
  assert.equal(handler.log.at(-1), "commit c");
});

test("CommandDispatcher refuses a command that nothing here carries out", async () => {
  const { dispatcher, ended } = await stageWith();
  for (const commandType of [
    CommandType.COMMAND_STRUCTURAL_PRUNING,
    CommandType.COMMAND_ROLLBACK,
  ]) {
    dispatcher.receive(commandOf({ commandType }), "tamiyo", never);
  }
  assert.deepEqual(ended, [
    "c1 refused: nothing here carries out COMMAND_STRUCTURAL_PRUNING",
    "c1 refused: nothing here carries out COMMAND_ROLLBACK",
  ]);
});

test("CommandDispatcher prefers a user's handler to the engine's", async () => {
  const { clock, breakers, mode } = await stageWith();
  const [own, engine] = [recordingHandler(), recordingHandler()];
  const dispatcher = new CommandDispatcher({
    handlers: [own, engine],
    clock,
    breakers,
    mode,
    onOutcome: () => {},
  });
  dispatcher.receive(commandOf(), "tamiyo", never);
  assert.deepEqual([own.log, engine.log], [["prepare c1"], []]);
});

test("CommandDispatcher ends a command as expired whose deadline had passed when it came", async () => {
  const { dispatcher, handler, ended } = await stageWith();
  dispatcher.receive(commandOf(), "outside", 0);
  dispatcher.receive(commandOf(), "outside", -5);
  assert.deepEqual(handler.log, []);
  assert.deepEqual(ended, Array(2).fill("c1 expired: its deadline had passed when it came"));
});

test("CommandDispatcher commits until the deadline, and aborts after it", async () => {
  const { dispatcher, handler, clock, ended } = await stageWith();
  const executionDeadlineMs = 100;
  dispatcher.receive(commandOf({ commandId: "a", executionDeadlineMs }), "tamiyo", 100);
  dispatcher.receive(commandOf({ commandId: "b", executionDeadlineMs }), "tamiyo", 99);
  clock.advance(100);
  dispatcher.commitReady(never);
  assert.deepEqual(handler.log.slice(2), ["commit a", "abort b"]);
  assert.deepEqual(ended, [
    "a committed",
    "b expired: its deadline of 100 ms passed before it could be committed",
  ]);
});

test("CommandDispatcher prepares nothing whose deadline passed while it waited", async () => {
  const { dispatcher, handler, clock, ended } = await stageWith(seedTraits);
  dispatcher.receive(commandOf(seedFields({ executionDeadlineMs: 10 })), "tamiyo", 10);
  clock.advance(11);
  dispatcher.prepareWaiting().next();
  assert.deepEqual(handler.log, []);
  assert.match(ended[0] ?? "", /^c1 expired/);
});

test("CommandDispatcher refuses seed changes in conservative mode, prepared or not", async () => {
  const { dispatcher, handler, mode, ended } = await stageWith(seedTraits);
  dispatcher.receive(commandOf(seedFields({ commandId: "a" })), "tamiyo", never);
  dispatcher.prepareWaiting().next();
  mode.enter("boundary/breach", "it was slow", 1);
  dispatcher.receive(commandOf(seedFields({ commandId: "b" })), "tamiyo", never);
  dispatcher.prepareWaiting().next();
  dispatcher.commitReady(never);
  assert.deepEqual(handler.log, ["prepare a", "abort a"]);
  const reason = "no seed changes its stage in conservative mode: it was slow";
  assert.deepEqual(ended, [`b refused: ${reason}`, `a refused: ${reason}`]);
});

test("CommandDispatcher commits other commands in conservative mode", async () => {
  const { dispatcher, mode, ended } = await stageWith();
  mode.enter("boundary/breach", "it was slow", 1);
  dispatcher.receive(commandOf(), "outside", never);
  dispatcher.commitReady(never);
  assert.deepEqual(ended, ["c1 committed"]);
});

test("CommandDispatcher waits for a command that is prepared asynchronously", async () => {
  const gate = Promise.withResolvers<void>();
  const { dispatcher, handler, ended } = await stageWith({
    prepare: (prepared) => gate.promise.then(() => prepared),
  });
  dispatcher.receive(commandOf(), "tamiyo", never);
  dispatcher.commitReady(never);
  assert.deepEqual(ended, []);
  assert.equal(dispatcher.pending, 1);
  gate.resolve();
  await gate.promise.then(() => {});
  await Promise.resolve();
  dispatcher.commitReady(never);
  assert.deepEqual(handler.log, ["prepare c1", "commit c1"]);
});

test("CommandDispatcher reports a preparation that fails later", async () => {
  const { dispatcher, ended } = await stageWith({ prepare: () => Promise.reject(new Error("no")) });
  dispatcher.receive(commandOf(), "tamiyo", never);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(ended, ["c1 failed: no"]);
  assert.equal(dispatcher.pending, 0);
});

test("CommandDispatcher.abortAll() aborts waiting, prepared and preparing commands", async () => {
  const gate = Promise.withResolvers<PreparedCommand>();
  const { dispatcher, handler, ended } = await stageWith({
    ...seedTraits,
    prepare: (prepared) => {
      if (handler.log.length !== 2) return prepared;
      return gate.promise.then(() => prepared);
    },
  });
  for (const commandId of ["ready", "preparing", "waiting"]) {
    dispatcher.receive(commandOf(seedFields({ commandId })), "tamiyo", never);
    const work = commandId === "waiting" ? undefined : dispatcher.prepareWaiting();
    work?.next();
  }
  dispatcher.abortAll("run-ended");
  assert.deepEqual(ended.sort(), [
    "preparing aborted: the run ended",
    "ready aborted: the run ended",
    "waiting aborted: the run ended",
  ]);
  assert.deepEqual(handler.log, ["prepare ready", "prepare preparing", "abort ready"]);
  assert.equal(dispatcher.pending, 0);

  gate.resolve({ commit: () => {}, abort: () => {} });
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(handler.log.at(-1), "abort preparing");
  assert.equal(ended.length, 3);
});

test("CommandDispatcher.prepareAnew() prepares again what was prepared, keeps the rest waiting, and tells nobody", async () => {
  const { dispatcher, handler, ended } = await stageWith(seedTraits);
  for (const commandId of ["ready", "waiting"]) {
    dispatcher.receive(commandOf(seedFields({ commandId })), "tamiyo", never);
  }
  dispatcher.prepareWaiting().next();
  dispatcher.prepareAnew();
  assert.deepEqual(handler.log, ["prepare ready", "abort ready"]);
  assert.equal(dispatcher.pending, 2);
  for (const _ of dispatcher.prepareWaiting());
  dispatcher.commitReady(never);
  const after = ["prepare waiting", "prepare ready", "commit waiting", "commit ready"];
  assert.deepEqual(handler.log.slice(2), after);
  assert.deepEqual(ended, ["waiting committed", "ready committed"]);
});

test("CommandDispatcher reports a command that cannot be aborted", async () => {
  const { dispatcher, ended } = await stageWith({
    onAbort: () => {
      throw new Error("boom");
    },
  });
  dispatcher.receive(commandOf(), "tamiyo", never);
  dispatcher.abortAll("run-ended");
  assert.deepEqual(ended, ["c1 failed: it could not be aborted: boom"]);
});
