import assert from "node:assert/strict";
import { test } from "node:test";
import { TolariaError } from "../../../core/mod.ts";
import { CircuitBreakerState, CommandType } from "../../../proto/mod.ts";
import { commandOf, seedFields } from "../../../testing/_support/commands.ts";
import { stageWith } from "./_dispatcher_stage.ts";

const seedTraits = { type: CommandType.COMMAND_SEED, light: false };
const never = Number.POSITIVE_INFINITY;

test("CommandDispatcher counts only failures against the breaker, not refusals", async () => {
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

test("CommandDispatcher does not count a refused command as a failure of its breaker", async () => {
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
  assert.deepEqual(ended, ['c1 refused: circuit breaker "kasmina" is open']);
  breakers.dispose();
});

test("CommandDispatcher ends a command as failed and aborts it when its commit fails", async () => {
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

test("CommandDispatcher.abortAll() frees the breaker's probe", async () => {
  const { dispatcher, breakers } = await stageWith(seedTraits);
  const breaker = breakers.of("kasmina");
  dispatcher.receive(commandOf(seedFields()), "tamiyo", never);
  dispatcher.prepareWaiting().next();
  assert.equal(breaker.counts.calls, 1);
  dispatcher.abortAll("run-ended");
  assert.equal(breaker.counts.calls, 0);
});
