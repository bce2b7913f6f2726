import assert from "node:assert/strict";
import { test } from "node:test";
import { plainState, RandomStream } from "../../../core/mod.ts";
import { conformsToStateParticipant, written } from "../../../testing/state_participant.ts";

const votesNo = "StateParticipant.prepare() changes nothing, and votes 'no' on what is not its own";

conformsToStateParticipant(
  async () => {
    const random = new RandomStream(1, "actions");
    let epsilon = 1;
    const participant = plainState({
      read: () => ({ random: [...random.state()], epsilon }),
      write: (state) => {
        random.restore(state.random);
        epsilon = state.epsilon;
      },
    });
    return {
      participant,
      change: () => {
        random.next();
        epsilon /= 2;
      },
      visible: () => ({ state: random.state(), epsilon }),
      close: () => {},
    };
  },
  { skip: [{ test: votesNo, reason: "any JSON may be its state: write() refuses what is not" }] },
);

test("plainState() copies what it reads and writes: a state that is held does not change", async () => {
  let kept = { counts: [1, 2] };
  const participant = plainState({
    name: "counts",
    read: () => kept,
    write: (state) => {
      kept = state;
    },
  });
  const part = participant.capture();
  kept.counts.push(3);
  assert.deepEqual(written(part).data, { counts: [1, 2] });
  for (let time = 0; time < 2; time++) {
    const prepared = await participant.prepare(part);
    await prepared.commit();
    assert.deepEqual(kept, { counts: [1, 2] });
    kept.counts.push(4);
  }
});

test("plainState() takes back a state that write() refuses", async () => {
  let count = 1;
  const participant = plainState({
    name: "counts",
    read: () => count,
    write: (state) => {
      if (typeof state !== "number") throw new TypeError("a count is a number");
      count = state;
    },
  });
  const prepared = await participant.prepare({ version: 1, data: "many", tensors: [] });
  assert.throws(() => prepared.commit(), /a count is a number/);
  await prepared.abort();
  assert.equal(count, 1);
  assert.throws(() => participant.prepare({ version: 2, data: 1, tensors: [] }), {
    code: "state/invalid",
  });
});
