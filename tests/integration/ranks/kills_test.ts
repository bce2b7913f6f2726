import assert from "node:assert/strict";
import { test } from "node:test";
import { withScratch } from "../../../testing/_support/scratch.ts";
import { noMpi, type TestedMpi, testedMpis } from "../../_support/collectives/mpis.ts";
import {
  type RankFault,
  type RunRanksOptions,
  runRanks,
} from "../../_support/collectives/run_ranks.ts";

/** An MPI that goes on without a rank; undefined, with the reason on stdout, if there is none. */
async function ulfm(): Promise<TestedMpi | undefined> {
  const found = (await testedMpis()).find(({ hasUlfm }) => hasUlfm);
  if (!found) process.stdout.write("skipped: no MPI here goes on without a rank (npm run mpi)\n");
  return found;
}

/** Trains on 3 ranks, and returns the report of the rank that speaks at the end. */
async function train(mpi: TestedMpi, options: RunRanksOptions = {}) {
  const run = await runRanks(mpi, 3, options);
  assert.equal(run.reports.length, 1, `${run.stdout}\n${run.stderr}`);
  const [report] = run.reports;
  assert.equal(report?.error, undefined);
  assert.equal(report?.end_reason, "completed", run.stderr);
  return report as NonNullable<typeof report>;
}

const FAULTS: readonly (readonly [name: string, fault: RankFault])[] = [
  ["rank 2 is killed", { rank: 2, step: 4, do: "kill" }],
  ["rank 0 is killed", { rank: 0, step: 5, do: "kill" }],
  ["rank 1 is stopped", { rank: 1, step: 7, do: "stop" }],
];

let unbroken: Promise<string> | undefined;

/** The hash of the weights of a run in which nothing goes wrong. */
function unbrokenHash(mpi: TestedMpi): Promise<string> {
  unbroken ??= train(mpi).then((report) => report.weights_hash);
  return unbroken;
}

for (const [name, fault] of FAULTS) {
  test(`a run goes on to the bits of an unbroken one when ${name}`, { skip: noMpi }, async () => {
    const mpi = await ulfm();
    if (!mpi) return;
    const report = await train(mpi, { faults: [fault] });
    assert.equal(report.weights_hash, await unbrokenHash(mpi));
    const [lost] = report.lost_ranks ?? [];
    assert.deepEqual(lost?.ranks, [fault.rank]);
    assert.ok((lost?.from_step ?? 9) - (lost?.step ?? 0) <= 1, "at most one step is taken again");
    assert.equal(report.epochs.length, 3, "a rank that takes over reports all epochs");
  });
}

test(
  "a run goes on when rank 0 is killed after an epoch, and its checkpoints stay whole",
  {
    skip: noMpi,
  },
  () =>
    withScratch(async ({ path }) => {
      const mpi = await ulfm();
      if (!mpi) return;
      const args = ["--checkpoints", path("c")];
      // Checkpoints are written during the steps after an epoch, which has 3.
      const report = await train(mpi, { args, faults: [{ rank: 0, step: 4, do: "kill" }] });
      assert.equal(report.weights_hash, await unbrokenHash(mpi));
      const rest = await runRanks(mpi, 1, { args: ["--resume", path("c")] });
      assert.equal(rest.reports[0]?.weights_hash, report.weights_hash, rest.stderr);
    }),
);
