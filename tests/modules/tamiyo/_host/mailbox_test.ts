import assert from "node:assert/strict";
import { test } from "node:test";
import { ANSWER, Mailbox } from "../../../../modules/tamiyo/_host/mailbox.ts";

const command = (...bytes: number[]) => ({
  kind: ANSWER.command,
  bytes: new Uint8Array(bytes),
});

test("Mailbox.wait() gives the answer to the packet that is asked about, through the shared memory", () => {
  const ours = new Mailbox();
  const theirs = new Mailbox(ours.buffer);
  assert.equal(ours.answered, 0);
  theirs.put(1, command(1, 2, 3));
  assert.equal(ours.answered, 1);
  assert.deepEqual(ours.wait(1, 0), command(1, 2, 3));
});

test("Mailbox.wait() gives no answer that is another packet's", () => {
  const mailbox = new Mailbox();
  mailbox.put(1, command(1));
  assert.equal(mailbox.wait(2, 0), undefined);
  mailbox.put(2, { kind: ANSWER.none, bytes: new Uint8Array() });
  assert.deepEqual(mailbox.wait(2, 0), { kind: ANSWER.none, bytes: new Uint8Array() });
});

test("Mailbox.wait() gives a copy: a later answer does not change it", () => {
  const mailbox = new Mailbox();
  mailbox.put(1, command(1, 1));
  const first = mailbox.wait(1, 0);
  mailbox.put(2, command(2, 2));
  assert.deepEqual(first?.bytes, new Uint8Array([1, 1]));
});

test("Mailbox.put() says so where an answer does not fit", () => {
  const mailbox = new Mailbox();
  mailbox.put(1, { kind: ANSWER.command, bytes: new Uint8Array(65_537) });
  const answer = mailbox.wait(1, 0);
  assert.equal(answer?.kind, ANSWER.failed);
  assert.equal(
    new TextDecoder().decode(answer?.bytes),
    "its answer has 65537 bytes and may have 65536",
  );
});
