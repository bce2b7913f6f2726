import assert from "node:assert/strict";
import {
  addAsTree,
  type Broadcast,
  type Collective,
  type CollectiveOutcome,
  type Membership,
  RandomStream,
} from "../core/mod.ts";
import { type SuiteOptions, suiteOf } from "./_support/suite.ts";

/** A group whose ranks do each thing at the same time, whether they are one process or many. */
export interface RanksStage {
  /** Ranks in the group. */
  readonly ranks: number;
  /** Sums a vector of each rank. Returns what each rank has afterwards. */
  sum(vectors: readonly Float32Array[]): Promise<readonly Summed[]>;
  /** Broadcasts the bytes of `root`. Returns what came to each rank. */
  broadcast(bytes: Uint8Array, root: number): Promise<readonly Broadcast[]>;
  /** Agrees on the votes of each rank. Returns what each rank has afterwards. */
  agree(votes: readonly BigInt64Array[]): Promise<readonly Agreed[]>;
  /** Takes a rank away without a word; undefined if the group cannot go on without one. */
  readonly lose: ((rank: number) => Promise<void>) | undefined;
  /** Goes on with the ranks that are left. Returns what each of those says. */
  shrink(): Promise<readonly Membership[]>;
  /** Ends the group. */
  dispose(): Promise<void>;
}

/** A sum as one rank has it. */
export interface Summed {
  /** How it ended. */
  readonly outcome: CollectiveOutcome;
  /** The sum, if it is done. */
  readonly vector: Float32Array;
}

/** An agreement as one rank has it. */
export interface Agreed {
  /** How it ended. */
  readonly outcome: CollectiveOutcome;
  /** The largest votes, if it is done. */
  readonly votes: BigInt64Array;
}

/** A stage for a collective that plays all ranks of its group itself. */
export function stageInProcess(
  collective: Collective,
  lose: ((rank: number) => void) | undefined = undefined,
): RanksStage {
  const deadlineMs = 1_000;
  const onAll = <T>(made: T) => collective.ranks.map(() => made);
  return {
    get ranks() {
      return collective.size;
    },
    sum: async (vectors) => {
      const outcome = collective.sum(vectors, deadlineMs);
      return vectors.map((vector) => ({ outcome, vector }));
    },
    broadcast: async (bytes, root) => onAll(collective.broadcast(bytes, root, deadlineMs)),
    agree: async ([votes = new BigInt64Array(), ...others]) => {
      // It votes once for all of its ranks.
      for (const other of others) assert.deepEqual(other, votes);
      return onAll({ outcome: collective.agree(votes, deadlineMs), votes });
    },
    lose: lose && (async (rank) => lose(rank)),
    shrink: async () => onAll(await collective.shrink()),
    dispose: () => collective.dispose(),
  };
}

/** What {@link conformsToCollective} may be told. */
export interface CollectiveSuiteOptions extends SuiteOptions {
  /** Sizes of groups to make. @default 1, 2, 3, 4, 5 */
  readonly sizes?: readonly number[];
  /** Whether each rank votes by itself. @default true */
  readonly ownVotes?: boolean;
}

/**
 * Checks what the port {@link Collective} obliges a provider to.
 *
 * @param create Makes a group of so many ranks, which is started.
 */
export function conformsToCollective(
  create: (ranks: number) => Promise<RanksStage>,
  { sizes = [1, 2, 3, 4, 5], ownVotes = true, ...options }: CollectiveSuiteOptions = {},
): void {
  const check = suiteOf(options);
  const onStage = (ranks: number, work: (stage: RanksStage) => Promise<void>) => async () => {
    const stage = await create(ranks);
    try {
      await work(stage);
    } finally {
      await stage.dispose();
    }
  };

  for (const ranks of sizes) {
    check(
      `Collective.sum() adds in the order of a balanced tree, to the bit, over ${ranks} ranks`,
      onStage(ranks, async (stage) => {
        for (const length of [1, 7, 1_000, 70_001]) {
          const vectors = unlike(ranks, length);
          const expected = vectors.map((vector) => vector.slice());
          addAsTree(expected);
          for (const { outcome, vector } of await stage.sum(vectors)) {
            assert.deepEqual(outcome, { kind: "done" });
            assert.deepEqual(bitsOf(vector), bitsOf(expected[0] as Float32Array));
          }
        }
      }),
    );

    check(
      `Collective.sum() keeps denormal numbers and hands NaN and infinities to all of ${ranks} ranks`,
      onStage(ranks, async (stage) => {
        const vectors = Array.from({ length: ranks }, (_, rank) =>
          Float32Array.of(
            2 ** -149,
            rank === 0 ? Number.NaN : 1,
            rank === ranks - 1 ? Number.POSITIVE_INFINITY : 1,
          ),
        );
        for (const { vector } of await stage.sum(vectors)) {
          const expected = [ranks * 2 ** -149, Number.NaN, Number.POSITIVE_INFINITY];
          assert.deepEqual([...vector], expected);
        }
      }),
    );

    check(
      `Collective.broadcast() hands the bytes of any of ${ranks} ranks to all`,
      onStage(ranks, async (stage) => {
        for (let root = 0; root < ranks; root++) {
          const bytes = Uint8Array.from({ length: 1_000 * root }, (_, at) => at + root);
          for (const made of await stage.broadcast(bytes, root)) {
            assert.deepEqual(made.outcome, { kind: "done" });
            assert.deepEqual(made.bytes, bytes);
          }
        }
      }),
    );

    check(
      `Collective.agree() takes the largest vote of ${ranks} ranks, one by one`,
      onStage(ranks, async (stage) => {
        const big = 2n ** 62n;
        const votes = Array.from({ length: ranks }, (_, rank) =>
          BigInt64Array.of(big, -5n, ownVotes ? BigInt(rank) : 0n, ownVotes ? BigInt(-rank) : 0n),
        );
        const largest = ownVotes ? BigInt(ranks - 1) : 0n;
        for (const made of await stage.agree(votes)) {
          assert.deepEqual(made.outcome, { kind: "done" });
          assert.deepEqual([...made.votes], [big, -5n, largest, 0n]);
        }
      }),
    );
  }

  for (const ranks of sizes.filter((size) => size > 1)) {
    check(
      `Collective.sum() names the lengths where they differ on one of ${ranks} ranks, and goes on`,
      onStage(ranks, async (stage) => {
        const lengths = Array.from({ length: ranks }, (_, rank) => (rank === 1 ? 8 : 6));
        const vectors = lengths.map((length) => new Float32Array(length).fill(1));
        for (const { outcome } of await stage.sum(vectors)) {
          assert.deepEqual(outcome, { kind: "unequal", lengths });
        }
        const again = lengths.map(() => Float32Array.of(1));
        for (const { vector } of await stage.sum(again)) assert.deepEqual([...vector], [ranks]);
      }),
    );

    check(
      `Collective.shrink() goes on without a rank that is lost of ${ranks}`,
      onStage(ranks, async (stage) => {
        if (!stage.lose) return;
        await stage.lose(1);
        const vectors = () =>
          Array.from({ length: stage.ranks }, () => new Float32Array(5_000).fill(1));
        for (const { outcome } of await stage.sum(vectors())) {
          assert.deepEqual(outcome, { kind: "lost", ranks: [1] });
        }
        const left = ranks - 1;
        for (const membership of await stage.shrink()) {
          assert.equal(membership.size, left);
          assert.equal(membership.incarnation, 1);
          assert.deepEqual(membership.lost, [1]);
        }
        assert.equal(stage.ranks, left);
        for (const { outcome, vector } of await stage.sum(vectors())) {
          assert.deepEqual(outcome, { kind: "done" });
          assert.ok(vector.every((value) => value === left));
        }
      }),
    );
  }
}

/** Vectors whose sum depends on the order of its additions: of many magnitudes and both signs. */
function unlike(ranks: number, length: number): Float32Array[] {
  const random = new RandomStream(ranks, "collective");
  return Array.from({ length: ranks }, () =>
    Float32Array.from(
      { length },
      () => (random.next() - 0.5) * 2 ** Math.floor(random.next() * 60 - 30),
    ),
  );
}

function bitsOf({ buffer, byteOffset, length }: Float32Array): Uint32Array {
  return new Uint32Array(buffer, byteOffset, length).slice();
}
