import assert from "node:assert/strict";
import { before, test } from "node:test";
import { tf } from "../../../../deps.ts";
import { type ReplayBuffer, replayBuffer } from "../../../../modules/data/replay_buffer/mod.ts";
import { useTestBackend } from "../../../../testing/_support/test_backend.ts";
import { conformsToStateParticipant, disposePart } from "../../../../testing/state_participant.ts";
import { leavesNoTensorsAfter } from "../../../_support/training/training.ts";

const COLUMNS = { point: { shape: [2] }, action: { classes: 3 }, reward: {} } as const;

const bufferOf = (capacity: number, seed = 1): ReplayBuffer<typeof COLUMNS> =>
  replayBuffer({ capacity, columns: COLUMNS, seed });

/** Adds the examples from `from` up to `to`: the n-th has the numbers n, -n, n modulo 3, n / 2. */
function fill(buffer: ReplayBuffer<typeof COLUMNS>, from: number, to: number): void {
  for (let n = from; n < to; n++) buffer.add({ point: [n, -n], action: n % 3, reward: n / 2 });
}

/** Numbers of the examples that are there. */
function held(buffer: ReplayBuffer<typeof COLUMNS>): number[] {
  const { point } = buffer.read(Uint32Array.from({ length: buffer.size }, (_, at) => at));
  return [...point].filter((_, at) => at % 2 === 0).sort((a, b) => a - b);
}

before(useTestBackend);

conformsToStateParticipant(
  async () => {
    const buffer = bufferOf(5);
    fill(buffer, 0, 7);
    buffer.beginEpoch(0);
    fill(buffer, 7, 8);
    let next = 8;
    return {
      participant: buffer,
      change: () => {
        fill(buffer, next, next + 3);
        next += 3;
        buffer.sample(4);
        buffer.beginEpoch(next);
      },
      visible: () => {
        const part = buffer.capture();
        disposePart(part);
        const epoch = buffer.beginEpoch((part.data as { epoch: { number: number } }).epoch.number);
        return [held(buffer), part.data, epoch.read(0, epoch.size)];
      },
      close: () => {},
    };
  },
  {
    skip: [
      {
        test: "StateParticipant.capture() copies no number, and is plain data and tensors",
        reason:
          "examples lie in JavaScript's memory: a capture makes tensors of blocks that are new",
      },
    ],
  },
);

test("replayBuffer() keeps the latest examples, within its capacity", () => {
  const buffer = bufferOf(4);
  assert.deepEqual([buffer.size, buffer.added, buffer.bytes], [0, 0, 0]);
  fill(buffer, 0, 3);
  assert.deepEqual(held(buffer), [0, 1, 2]);
  fill(buffer, 3, 11);
  assert.deepEqual([buffer.size, buffer.added], [4, 11]);
  assert.deepEqual(held(buffer), [7, 8, 9, 10]);
  // 4 rows of 4 numbers of 4 bytes.
  assert.equal(buffer.bytes, 64);
});

test("ReplayBuffer.sample() returns whole examples, each about as often", () => {
  const buffer = bufferOf(10);
  fill(buffer, 0, 10);
  const counts = new Array(10).fill(0);
  const { point, action, reward } = buffer.sample(10_000);
  assert.ok(action instanceof Int32Array);
  for (let at = 0; at < 10_000; at++) {
    const n = point[2 * at] as number;
    assert.deepEqual([point[2 * at + 1], action[at], reward[at]], [-n, n % 3, n / 2]);
    counts[n] += 1;
  }
  // A count is binomial, n = 10,000 and p = 0.1: its standard deviation is 30, and six of them are 180.
  for (const count of counts) assert.ok(Math.abs(count - 1000) < 180, String(counts));
});

test("ReplayBuffer.sample() follows from the seed", () => {
  const draw = (seed: number) => {
    const buffer = bufferOf(50, seed);
    fill(buffer, 0, 50);
    return buffer.sample(20);
  };
  assert.deepEqual(draw(3), draw(3));
  assert.notDeepEqual(draw(3), draw(4));
});

test("ReplayBuffer.capture() holds numbers that later additions leave alone, in blocks that are shared", () =>
  leavesNoTensorsAfter(async () => {
    // 16 bytes a row: blocks of 16,384 rows, of which the third is begun.
    const buffer = bufferOf(40_000);
    fill(buffer, 0, 33_000);
    const first = buffer.capture();
    const buffers = tf.memory().numDataBuffers;
    const again = buffer.capture();
    assert.equal(tf.memory().numDataBuffers, buffers, "a block was copied twice");
    disposePart(again);
    assert.deepEqual(
      first.tensors.map(({ prefix }) => prefix),
      [0, 1, 2].flatMap((at) => [`replay-buffer/${at}/float32`, `replay-buffer/${at}/int32`]),
    );
    const numbers = () => first.tensors.map(({ tensor }) => tensor.dataSync().slice());
    const before = numbers();
    fill(buffer, 33_000, 33_010);
    assert.deepEqual(numbers(), before);
    const second = buffer.capture();
    // The block that was written to, floats and whole numbers; the other two are shared.
    assert.equal(tf.memory().numDataBuffers, buffers + 2);
    disposePart(first);
    disposePart(second);
  }));

test("ReplayBuffer.beginEpoch() has each example once, as they were when it began", () => {
  const buffer = bufferOf(6);
  fill(buffer, 0, 6);
  const epoch = buffer.beginEpoch(2);
  fill(buffer, 6, 9);
  const numbersOf = (values: { readonly point: Float32Array }) =>
    [...values.point].filter((_, at) => at % 2 === 0);
  const read = () =>
    [epoch.read(0, 4), epoch.read(4, 6)].flatMap((part) => numbersOf(part as never));
  assert.deepEqual(read().sort(), [0, 1, 2, 3, 4, 5]);
  assert.deepEqual(buffer.beginEpoch(2).read(0, 6), epoch.read(0, 6));
  assert.deepEqual(numbersOf(buffer.beginEpoch(3).read(0, 6) as never).sort(), [3, 4, 5, 6, 7, 8]);
});

test("replayBuffer() refuses examples that do not fit, and adds nothing of them", () => {
  const buffer = bufferOf(2);
  fill(buffer, 0, 2);
  const wrong = [
    [{ point: [1], action: 0, reward: 0 }, /Column "point" of example 2 must have 2 numbers/],
    [
      { point: [1, 2], action: 3, reward: 0 },
      /"action" of example 2 must be a whole number from 0/,
    ],
    [{ point: [1, 2], action: 0, reward: Number.NaN }, /"reward" of example 2 must be a finite/],
    [{ point: [9, 9], action: 0 }, /"reward" of example 2 must have 1 number, but has none/],
  ] as const;
  for (const [example, message] of wrong) {
    assert.throws(() => buffer.add(example as never), { code: "data/invalid", message });
  }
  assert.deepEqual(held(buffer), [0, 1]);
});

test("replayBuffer() refuses to draw from nothing, and options that break their rules", () => {
  assert.throws(() => bufferOf(3).sample(1), { name: "RangeError", message: /is empty/ });
  const buffer = bufferOf(3);
  fill(buffer, 0, 1);
  assert.throws(() => buffer.sample(0), { name: "RangeError", message: /"count" must be/ });
  assert.throws(() => bufferOf(0), { code: "options/invalid" });
  assert.throws(() => replayBuffer({ capacity: 1, columns: {} }), { code: "options/invalid" });
});

test("ReplayBuffer.prepare() refuses the state of another buffer", async () => {
  const buffer = bufferOf(3);
  fill(buffer, 0, 2);
  const { live: _, ...part } = buffer.capture();
  assert.throws(() => bufferOf(4).prepare(part), {
    code: "state/invalid",
    message: /capacity and columns must be 4 of point float32 \[2\].* but are 3 of/,
  });
  disposePart(part);
});
