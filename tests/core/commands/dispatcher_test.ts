import assert from "node:assert/strict";
import { test } from "node:test";
import { CommandDispatcher } from "../../../core/commands/dispatcher.ts";
import type { CommandOutcome } from "../../../core/commands/outcome.ts";
import {
  CIRCUIT_BREAKERS,
  type CircuitBreakers,
  type PreparedCommand,
  TolariaError,
} from "../../../core/mod.ts";
import { ConservativeMode } from "../../../core/stability/conservative_mode.ts";
import { ManualClock, opossumBreakers } from "../../../modules/mod.ts";
import { CircuitBreakerState, CommandType } from "../../../proto/mod.ts";
import {
  commandOf,
  type HandlerTraits,
  type RecordingHandler,
  recordingHandler,
  seedFields,
} from "../../_support/commands.ts";
import { resolveProvider } from "../../_support/resolve_provider.ts";

interface Stage {
  readonly clock: ManualClock;
  readonly breakers: CircuitBreakers;
  readonly mode: ConservativeMode;
  readonly handler: RecordingHandler;
  readonly dispatcher: CommandDispatcher;
  /** `c1 committed`, or with the reason: `c1 refused: why`. */
  readonly ended: string[];
}

async function stageWith(traits: HandlerTraits = {}): Promise<Stage> {
  const clock = new ManualClock();
  const breakers = await resolveProvider(CIRCUIT_BREAKERS, opossumBreakers({ failures: 1 }));
  const mode = new ConservativeMode({ cleanEpochs: 1 }, () => {});
  const handler = recordingHandler(traits);
  const ended: string[] = [];
  const onOutcome = ({ command, status, reason }: CommandOutcome) => {
    ended.push(`${command.commandId} ${status}${reason === "" ? "" : `: ${reason}`}`);
  };
  const dispatcher = new CommandDispatcher({
    handlers: [handler],
    clock,
    breakers,
    mode,
    onOutcome,
  });
  return { clock, breakers, mode, handler, dispatcher, ended };
}

const seedTraits = { type: CommandType.COMMAND_SEED, prepares: "between boundaries" } as const;
const never = Number.POSITIVE_INFINITY;

test("CommandDispatcher prepares a command inside the boundary at once, and commits it when it is told to", async () => {
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

test("CommandDispatcher.commitReady() stops at its time, and goes on the next time", async () => {
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

test("CommandDispatcher takes the first handler of a type: a user's own before the engine's", async () => {
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

test("CommandDispatcher tells a refusal and a failure apart: only a failure counts against the breaker", async () => {
  for (const [error, end, state] of [
    [new TolariaError("command/refused", "no"), "refused", "CLOSED"],
    [new Error("no"), "failed", "OPEN"],
  ] as const) {
    const { dispatcher, breakers, ended } = await stageWith({
      ...seedTraits,
      prepare: () => {
        throw error;
      },
    });
    dispatcher.receive(commandOf(seedFields()), "tamiyo", never);
    dispatcher.prepareWaiting().next();
    assert.deepEqual(ended, [`c1 ${end}: no`]);
    assert.equal(CircuitBreakerState[breakers.of("kasmina").state], `CIRCUIT_STATE_${state}`);
    breakers.dispose();
  }
});

test("CommandDispatcher leaves a breaker's count of failures alone where a command is refused", async () => {
  const refusals = [new Error("boom"), new TolariaError("command/refused", "no")];
  const { dispatcher, breakers } = await stageWith({
    ...seedTraits,
    prepare: () => {
      throw refusals.shift();
    },
  });
  const breaker = breakers.of("kasmina");
  breaker.force("closed", "test");
  for (let i = 0; i < 2; i++) {
    dispatcher.receive(commandOf(seedFields()), "tamiyo", never);
    for (const _ of dispatcher.prepareWaiting());
  }
  assert.equal(breaker.counts.failures, 1);
  assert.equal(breaker.counts.calls, 1);
  breakers.dispose();
});

test("CommandDispatcher refuses what an open breaker stands before", async () => {
  const { dispatcher, breakers, handler, ended } = await stageWith(seedTraits);
  breakers.of("kasmina").force("open", "test");
  dispatcher.receive(commandOf(seedFields()), "tamiyo", never);
  dispatcher.prepareWaiting().next();
  assert.deepEqual(handler.log, []);
  assert.deepEqual(ended, ["c1 refused: circuit breaker 'kasmina' is open"]);
  breakers.dispose();
});

test("CommandDispatcher ends a command as failed whose commit fails, and gives back what it took", async () => {
  const { dispatcher, breakers, handler, ended } = await stageWith({
    ...seedTraits,
    onCommit: () => {
      throw new Error("boom");
    },
  });
  dispatcher.receive(commandOf(seedFields()), "tamiyo", never);
  dispatcher.prepareWaiting().next();
  dispatcher.commitReady(never);
  assert.deepEqual(handler.log, ["prepare c1", "commit c1", "abort c1"]);
  assert.deepEqual(ended, ["c1 failed: boom"]);
  assert.equal(breakers.of("kasmina").state, CircuitBreakerState.CIRCUIT_STATE_OPEN);
  breakers.dispose();
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

test("CommandDispatcher tells of a preparation that fails later", async () => {
  const { dispatcher, ended } = await stageWith({ prepare: () => Promise.reject(new Error("no")) });
  dispatcher.receive(commandOf(), "tamiyo", never);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(ended, ["c1 failed: no"]);
  assert.equal(dispatcher.pending, 0);
});

test("CommandDispatcher.abortAll() gives up what waits, is prepared or is being prepared", async () => {
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
  dispatcher.abortAll("the run ended");
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

test("CommandDispatcher.abortAll() frees the breaker's probe", async () => {
  const { dispatcher, breakers } = await stageWith(seedTraits);
  const breaker = breakers.of("kasmina");
  dispatcher.receive(commandOf(seedFields()), "tamiyo", never);
  dispatcher.prepareWaiting().next();
  assert.equal(breaker.counts.calls, 1);
  dispatcher.abortAll("the run ended");
  assert.equal(breaker.counts.calls, 0);
});

test("CommandDispatcher says so where a command cannot be aborted", async () => {
  const { dispatcher, ended } = await stageWith({
    onAbort: () => {
      throw new Error("boom");
    },
  });
  dispatcher.receive(commandOf(), "tamiyo", never);
  dispatcher.abortAll("the run ended");
  assert.deepEqual(ended, ["c1 failed: it could not be aborted: boom"]);
});
