import assert from "node:assert/strict";
import { test } from "node:test";
import { RankGroup } from "../../../core/collective/rank_group.ts";
import { SharedDecisions } from "../../../core/collective/shared_decisions.ts";
import { Emergencies } from "../../../core/emergencies/emergencies.ts";
import { Intents } from "../../../core/events/intents.ts";
import type { Collective, CollectiveOutcome } from "../../../core/mod.ts";
import { ConservativeMode } from "../../../core/stability/conservative_mode.ts";
import { InProcessCollective, ManualClock } from "../../../modules/mod.ts";
import { EmergencyLevel } from "../../../proto/mod.ts";

const { EMERGENCY_LEVEL_CRITICAL, EMERGENCY_LEVEL_MAJOR } = EmergencyLevel;

/** A rank that this process plays by itself, and what it decides. */
class Rank implements Collective {
  readonly name = "test";
  readonly size = 2;
  readonly incarnation = 0;
  readonly canShrink = false;
  readonly ranks: readonly number[];
  readonly progress = { step: 7, epoch: 0 };
  readonly clock = new ManualClock();
  readonly intents = new Intents();
  readonly emergencies = new Emergencies(this.clock);
  readonly mode = new ConservativeMode({ cleanEpochs: 1 }, () => {});
  readonly group: RankGroup;
  readonly decisions: SharedDecisions;
  /** Actions of emergencies that were begun. */
  readonly begun: string[] = [];
  vector: Float32Array = new Float32Array();

  constructor(rank: number) {
    this.ranks = [rank];
    const { clock, progress } = this;
    this.group = new RankGroup({
      collective: this,
      clock,
      progress,
      settings: { seed: 1, shards: undefined },
    });
    this.decisions = new SharedDecisions(this);
    for (const action of ["freeze", "conserve", "full-rollback"] as const) {
      this.emergencies.provide(action, () => void this.begun.push(action));
    }
  }

  /** Takes the vector that goes out, and never comes back. */
  sum([vector]: readonly Float32Array[]): CollectiveOutcome {
    this.vector = vector as Float32Array;
    return { kind: "done" };
  }

  async start() {}
  broadcast = () => ({ outcome: { kind: "done" } as const, bytes: new Uint8Array() });
  agree = (): CollectiveOutcome => ({ kind: "done" });
  report() {}
  shrink = () => Promise.reject(new Error("cannot"));
  async dispose() {}
}

/** Sums a vector of each rank, as a step does: each sees what both sent. */
function sumOf(ranks: readonly Rank[]): void {
  const [a, b] = ranks as readonly [Rank, Rank];
  const both = new InProcessCollective(2);
  const outgoing = ranks.map((rank) => {
    const sent = new Float32Array(rank.group.head);
    const sum = rank.sum;
    let out = new Float32Array();
    // What it sends is taken from it, before anything comes back.
    rank.sum = ([vector]) => {
      out = (vector as Float32Array).slice();
      return { kind: "late", ranks: [] };
    };
    assert.throws(() => rank.group.sum([sent], "test", 0));
    rank.sum = sum;
    return out;
  });
  both.sum(outgoing);
  for (const rank of [a, b]) {
    rank.sum = ([vector]) => {
      vector?.set(outgoing[0] as Float32Array);
      return { kind: "done" };
    };
    rank.group.sum([new Float32Array(rank.group.head)], "test", 0);
  }
}

const pair = () => [new Rank(0), new Rank(1)] as const;

test("SharedDecisions has a stop of one rank in force on both with the next vector, and not before", () => {
  const [a, b] = pair();
  b.intents.stopRun("interrupted");
  assert.deepEqual([a.intents.stop, b.intents.stop], [undefined, undefined]);
  assert.equal(b.intents.signal.aborted, false);
  sumOf([a, b]);
  assert.deepEqual([a.intents.stop, b.intents.stop], ["interrupted", "interrupted"]);
});

test("SharedDecisions begins an emergency of one rank on both with the next vector, once", () => {
  const [a, b] = pair();
  a.emergencies.raise({ level: EMERGENCY_LEVEL_CRITICAL, reason: "test", source: "operator" });
  assert.deepEqual([a.begun, b.begun], [[], []]);
  sumOf([a, b]);
  assert.deepEqual(a.begun, ["conserve", "freeze"]);
  assert.deepEqual(b.begun, ["conserve", "freeze"]);
  assert.equal(b.emergencies.current?.by, "rank 0");
  sumOf([a, b]);
  assert.equal(a.begun.length + b.begun.length, 4);
});

test("SharedDecisions carries an emergency out once if both ranks raise it in the same step", async () => {
  const ranks = pair();
  const request = { level: EMERGENCY_LEVEL_MAJOR, reason: "loss", source: "watchdog" } as const;
  for (const rank of ranks) rank.emergencies.raise(request);
  sumOf(ranks);
  for (const rank of ranks) {
    await rank.emergencies.carryOut();
    assert.deepEqual(rank.begun, ["conserve", "full-rollback"]);
    assert.equal(rank.emergencies.current?.reason, "loss");
  }
});

test("SharedDecisions asks no rank for what the one that raised it must not do", async () => {
  const [a, b] = pair();
  const skipActions = ["full-rollback", "fast-rollback"] as const;
  const level = EMERGENCY_LEVEL_MAJOR;
  a.emergencies.raise({ level, reason: "slow", source: "boundary", skipActions });
  sumOf([a, b]);
  await b.emergencies.carryOut();
  assert.deepEqual(b.begun, ["conserve"]);
});

test("SharedDecisions stands an emergency down on both ranks", () => {
  const [a, b] = pair();
  a.emergencies.raise({ level: EMERGENCY_LEVEL_MAJOR, reason: "test", source: "operator" });
  sumOf([a, b]);
  assert.ok(a.emergencies.current && b.emergencies.current);
  b.emergencies.standDown({ reason: "it is over", by: "operator" });
  sumOf([a, b]);
  assert.deepEqual([a.emergencies.current, b.emergencies.current], [undefined, undefined]);
});

test("SharedDecisions has both ranks enter conservative mode with the same vector, for the same cause", () => {
  const [a, b] = pair();
  a.clock.advance(40);
  a.mode.enter("boundary/breach", "the boundary took 40 ms", 0);
  assert.equal(a.mode.sheds("seed-changes"), false);
  sumOf([a, b]);
  for (const rank of [a, b]) assert.equal(rank.mode.sheds("seed-changes"), true);
  assert.equal(a.mode.state().cause, b.mode.state().cause);
  assert.deepEqual([a.mode.reason, b.mode.reason], ["the boundary took 40 ms", "of rank 0"]);
});

test("SharedDecisions sends again what did not arrive", () => {
  const [a, b] = pair();
  a.intents.stopRun("halted");
  a.sum = () => ({ kind: "lost", ranks: [1] });
  assert.throws(() => a.group.sum([new Float32Array(a.group.head)], "test", 0));
  sumOf([a, b]);
  assert.deepEqual([a.intents.stop, b.intents.stop], ["halted", "halted"]);
});

test("SharedDecisions.dispose() leaves every decision to its own rank again", () => {
  const [a, b] = pair();
  a.emergencies.raise({ level: EMERGENCY_LEVEL_CRITICAL, reason: "test", source: "operator" });
  a.decisions.dispose();
  assert.deepEqual(a.begun, ["conserve", "freeze"]);
  a.intents.stopRun("ended");
  a.mode.enter("emergency", "test", 0);
  assert.deepEqual([a.intents.stop, a.mode.current], ["ended", "conservative"]);
  assert.equal(b.intents.stop, undefined);
});

test("RankGroup.sum() names the rank that is at another step, or computes something else, on all ranks", () => {
  const vectors = (group: RankGroup) => [new Float32Array(group.head)];
  const [a, b] = pair();
  b.progress.step = 8;
  assert.throws(
    () => sumOf([a, b]),
    /^TolariaError: Rank 1 is at step 8, but the other is at step 7\. Cannot add the numbers of step 7 over 2 ranks\.$/,
  );
  const group = new RankGroup({
    collective: new InProcessCollective(2),
    clock: new ManualClock(),
    progress: { step: 0 },
    settings: { seed: 1, shards: undefined },
  });
  const [one] = vectors(group);
  const uneven = [one as Float32Array, new Float32Array(group.head + 3)];
  assert.throws(() => group.sum(uneven, "test", 0), {
    code: "collective/desync",
    message: /Rank 1 comes with 17 numbers, but the other comes with 14 numbers/,
  });
});
