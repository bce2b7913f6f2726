import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import { isAlive, messageOf, RandomStream } from "../../../core/mod.ts";
import { testUnless } from "../../../testing/_support/suite.ts";
import { noMpi, type TestedMpi, testedMpis } from "../../_support/collectives/mpis.ts";
import {
  type RankProcess,
  type RankProcesses,
  startRanks,
} from "../../_support/collectives/rank_processes.ts";

/** Runs of each kind of loss. Not in every run of the tests: what happens at a random moment depends on the machine. */
const RUNS = Number(process.env.TOLARIA_KILLS ?? 0);
const notAsked = RUNS > 0 ? undefined : "strikes at random: set TOLARIA_KILLS to how often, say 50";

const SEED = Number(process.env.TOLARIA_SEED ?? 1);

const STEPS = { kind: "steps", steps: 100, count: 20_000, deadlineMs: 5_000 } as const;

/** When a rank is struck, at the most: within the steps, on a machine that takes some milliseconds for one. */
const LATEST_MS = 300;

/** Strikes a rank of three at a random moment. Returns what it took the others to go on. */
async function strike(mpi: TestedMpi, random: RandomStream, signal: NodeJS.Signals) {
  const group = await startRanks(mpi, 3);
  try {
    return await strikeOne(group, random, signal);
  } catch (error) {
    for (const { pid } of group.all) if (isAlive(pid)) process.kill(pid, "SIGKILL");
    const { code, output } = await group.ended();
    throw new Error(`${messageOf(error)}; the launcher ended with ${code}: ${output}`, {
      cause: error,
    });
  }
}

async function strikeOne(group: RankProcesses, random: RandomStream, signal: NodeJS.Signals) {
  const lost = random.below(3);
  const left = group.all.filter(({ rank }) => rank !== lost);
  for (const rank of group.all) rank.tell(STEPS);
  // The moment is the point of it: nothing is awaited.
  await setTimeout(random.below(LATEST_MS));
  process.kill((group.all[lost] as RankProcess).pid, signal);
  const answers = await Promise.all(left.map((rank) => rank.answer()));
  const [first, second] = answers.map(({ stepped }) => stepped);
  assert.equal(first?.hash, second?.hash);
  for (const stepped of [first, second]) assert.ok((stepped?.redone ?? 9) <= 1);
  const { code, output } = await group.end();
  assert.equal(code, 0, output);
  return first?.recoveryMs ?? [];
}

for (const signal of ["SIGKILL", "SIGSTOP"] as const) {
  const name = `Collective.shrink() survives ${signal} at random moments, with equal bits and at most one step redone`;
  testUnless(noMpi ?? notAsked, name, async () => {
    const mpi = (await testedMpis()).find(({ hasUlfm }) => hasUlfm);
    if (!mpi) {
      process.stderr.write(`skipped: ${name}: no MPI here has ULFM: try npm run mpi -- --fetch\n`);
      return;
    }
    const random = new RandomStream(SEED, signal);
    const took: number[] = [];
    for (let run = 0; run < RUNS; run++) took.push(...(await strike(mpi, random, signal)));
    took.sort((a, b) => a - b);
    const at = (share: number) => took[Math.floor(share * (took.length - 1))]?.toFixed(0);
    process.stdout.write(
      `${signal}: ${RUNS} of ${RUNS} survived; recovery_ms p50 ${at(0.5)}, p99 ${at(0.99)}\n`,
    );
  });
}
