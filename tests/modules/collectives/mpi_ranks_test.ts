import assert from "node:assert/strict";
import { hostname } from "node:os";
import { setTimeout } from "node:timers/promises";
import type { MpiOptions } from "../../../modules/mod.ts";
import { testUnless } from "../../../testing/_support/suite.ts";
import {
  decodeFloats,
  encodeFloats,
  type RankCommand,
} from "../../_support/collectives/commands.ts";
import { noMpi, type TestedMpi, testedMpis } from "../../_support/collectives/mpis.ts";
import {
  type RankProcess,
  type RankProcesses,
  startRanks,
} from "../../_support/collectives/rank_processes.ts";

const COUNT = 50_000;

/** Long enough for a rank that only wants for a core. */
const DEADLINE_MS = 4_000;

function sumOf(value: number, count = COUNT): RankCommand {
  const numbers = encodeFloats(new Float32Array(count).fill(value));
  return { kind: "sum", numbers, count, deadlineMs: DEADLINE_MS };
}

/** A test with each MPI that survives lost ranks; it says so if there is none. */
function testWithUlfm(name: string, run: (mpi: TestedMpi) => Promise<void>): void {
  testUnless(noMpi, name, async () => {
    const mpi = (await testedMpis()).find(({ hasUlfm }) => hasUlfm);
    if (mpi) await run(mpi);
    else
      process.stderr.write(`skipped: ${name}: no MPI here has ULFM: try npm run mpi -- --fetch\n`);
  });
}

async function withRanks(
  mpi: TestedMpi,
  count: number,
  work: (group: RankProcesses) => Promise<void>,
  options: MpiOptions = {},
  flags?: readonly string[],
): Promise<void> {
  const group = await startRanks(mpi, count, options, flags);
  try {
    await work(group);
  } catch (error) {
    for (const { pid } of group.all) kill(pid, "SIGKILL");
    throw error;
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It is gone already, which is what is wanted.
  }
}

const others = (group: RankProcesses, lost: number) =>
  group.all.filter(({ rank }) => rank !== lost);

/** All that are left agree that `lost` is gone, and sum without it; then all end with code 0. */
async function goesOn(group: RankProcesses, lost: number): Promise<void> {
  const left = others(group, lost);
  for (const { membership } of await group.ask(() => ({ kind: "shrink" }), left)) {
    assert.deepEqual(membership?.lost, [lost]);
    assert.equal(membership?.size, left.length);
    assert.equal(membership?.incarnation, 1);
  }
  for (const { outcome, numbers } of await group.ask(() => sumOf(1), left)) {
    assert.deepEqual(outcome, { kind: "done" });
    assert.ok(decodeFloats(numbers as string).every((value) => value === left.length));
  }
  const { code, output } = await group.end();
  assert.equal(code, 0, output);
}

/** Each of those that wait names the rank that does not come, with its place and what it reported. */
async function isNamed(group: RankProcesses, late: RankProcess): Promise<void> {
  for (const { outcome } of await group.ask(() => sumOf(1), others(group, late.rank))) {
    const [named, ...more] = outcome?.kind === "late" ? outcome.ranks : [];
    assert.equal(more.length, 0, JSON.stringify(outcome));
    const expected = { rank: late.rank, host: hostname(), pid: late.pid, step: 17, phase: 3 };
    assert.deepEqual(named, expected);
  }
}

for (const lost of [0, 2]) {
  testWithUlfm(`MpiCollective.shrink() goes on when rank ${lost} of 3 is killed in a sum`, (mpi) =>
    withRanks(mpi, 3, async (group) => {
      await group.ask(() => sumOf(1));
      // Those two wait for the third, which never comes.
      for (const rank of others(group, lost)) rank.tell(sumOf(1));
      kill((group.all[lost] as RankProcess).pid, "SIGKILL");
      for (const rank of others(group, lost)) {
        assert.deepEqual((await rank.answer()).outcome, { kind: "lost", ranks: [lost] });
      }
      await goesOn(group, lost);
    }),
  );
}

for (const [name, strike] of [
  ["is stopped", (rank: RankProcess) => kill(rank.pid, "SIGSTOP")],
  ["hangs in its own code", (rank: RankProcess) => rank.tell({ kind: "hang" })],
] as const) {
  testWithUlfm(`MpiCollective.sum() names a rank that ${name}, and shrink() ends it`, (mpi) =>
    withRanks(mpi, 3, async (group) => {
      const late = group.all[1] as RankProcess;
      await group.ask(() => sumOf(1));
      await group.ask(() => ({ kind: "report", step: 17, phase: 3 }));
      strike(late);
      await isNamed(group, late);
      await goesOn(group, late.rank);
    }),
  );
}

testWithUlfm("MpiCollective.sum() gives up no rank that is only slower than the others", (mpi) =>
  withRanks(mpi, 2, async (group) => {
    const [first, second] = group.all as readonly [RankProcess, RankProcess];
    const command = { ...sumOf(1, 8), deadlineMs: 1_000 } as RankCommand;
    // It keeps the other waiting whenever it looks, for longer than the deadline in all.
    for (let sum = 0; sum < 8; sum++) {
      first.tell(command);
      await setTimeout(200);
      assert.deepEqual((await second.ask(command)).outcome, { kind: "done" });
      assert.deepEqual((await first.answer()).outcome, { kind: "done" });
    }
    const { code, output } = await group.end();
    assert.equal(code, 0, output);
  }),
);

testWithUlfm("MpiCollective.sum() blames nobody when all ranks are stopped and continued", (mpi) =>
  withRanks(mpi, 2, async (group) => {
    const [first, second] = group.all as readonly [RankProcess, RankProcess];
    const command = { ...sumOf(1, 8), deadlineMs: 2_000 } as RankCommand;
    first.tell(command);
    // As a paused container or a suspended job of Slurm, for longer than the deadline.
    for (const { pid } of group.all) kill(pid, "SIGSTOP");
    await setTimeout(3_500);
    for (const { pid } of group.all) kill(pid, "SIGCONT");
    assert.deepEqual((await second.ask(command)).outcome, { kind: "done" });
    assert.deepEqual((await first.answer()).outcome, { kind: "done" });
    const { code, output } = await group.end();
    assert.equal(code, 0, output);
  }),
);

testWithUlfm("MpiCollective.shrink() refuses to go on with fewer than minRanks", (mpi) =>
  withRanks(
    mpi,
    2,
    async (group) => {
      const [first, second] = group.all as readonly [RankProcess, RankProcess];
      kill(second.pid, "SIGKILL");
      assert.equal((await first.ask(sumOf(1))).outcome?.kind, "lost");
      await assert.rejects(first.ask({ kind: "shrink" }), /1 ranks, fewer than minRanks 2/);
      await group.end();
    },
    { minRanks: 2 },
  ),
);

testUnless(
  noMpi,
  "MpiCollective.sum() names who is late on every MPI, without recovery",
  async () => {
    for (const mpi of await testedMpis()) {
      const work = async (group: RankProcesses) => {
        const late = group.all[1] as RankProcess;
        await group.ask(() => sumOf(1));
        await group.ask(() => ({ kind: "report", step: 17, phase: 3 }));
        kill(late.pid, "SIGSTOP");
        await isNamed(group, late);
        const [first] = group.all;
        await assert.rejects(
          first?.ask({ kind: "shrink" }) as Promise<unknown>,
          /cannot go on without a rank/,
        );
        // The launcher ends the rest with the first that ends.
        for (const { pid } of group.all) kill(pid, "SIGKILL");
        await group.ended();
      };
      await withRanks(mpi, 2, work, { recovery: "restart" }, []);
    }
  },
);

testUnless(noMpi, "MpiCollective.sum() has the bits of the tree on every MPI", async () => {
  // Sums of these depend on their order: 1e8 + 1 - 1e8 is 0 or 1 in float32.
  const values = [1e8, 1, -1e8, 0.5];
  const f = Math.fround;
  const [a, b, c, d] = values as [number, number, number, number];
  const expected: Readonly<Record<number, number>> = {
    3: f(f(a + b) + c),
    4: f(f(a + b) + f(c + d)),
  };
  for (const mpi of await testedMpis()) {
    for (const count of [3, 4]) {
      await withRanks(mpi, count, async (group) => {
        for (const length of [1, 3, 300_001]) {
          const answers = await group.ask(({ rank }) => sumOf(values[rank] as number, length));
          for (const { outcome, numbers } of answers) {
            assert.deepEqual(outcome, { kind: "done" }, mpi.name);
            assert.ok(decodeFloats(numbers as string).every((value) => value === expected[count]));
          }
        }
        const { code, output } = await group.end();
        assert.equal(code, 0, `${mpi.name}: ${output}`);
      });
    }
  }
});

testUnless(
  noMpi,
  "MpiCollective.sum() rounds what may be rounded to bfloat16, and no more",
  async () => {
    const [mpi] = await testedMpis();
    const [count, exact] = [600_000, 300_001];
    // Halfway between the bfloat16 numbers 1 and 1 + 2^-7: ties go to the even one, 1.
    const value = 1 + 2 ** -8;
    const work = async (group: RankProcesses) => {
      const command = { ...sumOf(value, count), exact } as RankCommand;
      for (const { outcome, numbers } of await group.ask(() => command)) {
        assert.deepEqual(outcome, { kind: "done" });
        const summed = decodeFloats(numbers as string);
        assert.ok(summed.subarray(0, exact).every((number) => number === 3 * value));
        assert.ok(summed.subarray(exact).every((number) => number === 3));
      }
      const { code, output } = await group.end();
      assert.equal(code, 0, output);
    };
    await withRanks(mpi as TestedMpi, 3, work, { wire: "bf16" });
  },
);

testUnless(noMpi, "MpiCollective.agree() names the rank that came for something else", async () => {
  const [mpi] = await testedMpis();
  await withRanks(mpi as TestedMpi, 2, async (group) => {
    const [first, second] = group.all as readonly [RankProcess, RankProcess];
    first.tell(sumOf(1));
    second.tell({ kind: "agree", votes: ["1"], deadlineMs: DEADLINE_MS });
    await assert.rejects(first.answer(), /rank 1 came for an agreement, rank 0 for a sum/);
    await assert.rejects(second.answer(), /rank 0 came for a sum, rank 1 for an agreement/);
    const { code, output } = await group.end();
    assert.equal(code, 0, output);
  });
});
