import assert from "node:assert/strict";
import { test } from "node:test";
import { CommandInbox } from "../../../core/commands/inbox.ts";
import { type CommandGate, TolariaError } from "../../../core/mod.ts";
import { ManualClock } from "../../../modules/mod.ts";
import { AdaptationCommand, toTimestamp } from "../../../proto/mod.ts";
import { type CommandFields, commandBytes } from "../../../testing/_support/commands.ts";

/** Lets every command in. */
const OPEN: CommandGate = {
  name: "open",
  admits: true,
  admit: (envelope) => AdaptationCommand.decode(envelope),
};

function inboxAt(clock = new ManualClock(1_000_000)) {
  const inbox = new CommandInbox(OPEN, clock);
  return {
    clock,
    inbox,
    submit: (fields: CommandFields = {}) => inbox.submit(commandBytes(fields)),
  };
}

test("CommandInbox hands commands over once, in the order in which they came", () => {
  const { inbox, submit } = inboxAt();
  for (const commandId of ["a", "b"]) assert.equal(submit({ commandId }).commandId, commandId);
  assert.deepEqual(
    inbox.take().map(({ command }) => command.commandId),
    ["a", "b"],
  );
  assert.deepEqual(inbox.take(), []);
});

test("CommandInbox counts the deadline from when the command was issued", () => {
  const { inbox, submit, clock } = inboxAt();
  clock.advance(500);
  // Issued 200 ms ago, to be done within 1,000 ms: 800 ms from now, which is 500 on the monotonic clock.
  const issuedAt = toTimestamp(clock.wallMs() - 200);
  submit({ issuedAt, executionDeadlineMs: 1_000 });
  submit({ issuedAt, executionDeadlineMs: 150 });
  submit({ issuedAt });
  submit({ executionDeadlineMs: 30 });
  assert.deepEqual(
    inbox.take().map(({ deadlineMs }) => deadlineMs),
    [1_300, 450, Number.POSITIVE_INFINITY, 530],
  );
});

test("CommandInbox refuses more than 100 waiting commands and accepts more once they are taken", () => {
  const { inbox, submit } = inboxAt();
  for (let i = 0; i < 100; i++) submit({ commandId: `c${i}` });
  assert.throws(() => submit({ commandId: "one more" }), {
    code: "command/refused",
    message:
      'The inbox is full: 100 commands wait for the next epoch boundary. Cannot accept command "one more".',
  });
  assert.equal(inbox.take().length, 100);
  submit({ commandId: "one more" });
});

test("CommandInbox refuses a command that makes no sense, whoever signed it", () => {
  const { submit } = inboxAt();
  assert.throws(() => submit({ commandId: "" }), { code: "command/refused" });
});

test("CommandInbox.takeRefusals() returns the refusals since its last call and the last reason", () => {
  const clock = new ManualClock();
  const closed: CommandGate = {
    name: "closed",
    admits: false,
    admit: () => {
      throw new TolariaError("command/refused", "no key");
    },
  };
  const inbox = new CommandInbox(closed, clock);
  for (let i = 0; i < 3; i++) assert.throws(() => inbox.submit(new Uint8Array()), /no key/);
  assert.deepEqual(inbox.takeRefusals(), { count: 3, last: "no key" });
  assert.deepEqual(inbox.takeRefusals(), { count: 0, last: "" });
  assert.deepEqual(inbox.take(), []);
});
