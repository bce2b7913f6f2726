import assert from "node:assert/strict";
import { withScratch } from "../../../testing/_support/scratch.ts";
import { testUnless } from "../../../testing/_support/suite.ts";
import { noMpi, type TestedMpi, testedMpis } from "../../_support/collectives/mpis.ts";
import { playRanks } from "../../_support/collectives/play_ranks.ts";
import {
  type RankFault,
  type RunRanksOptions,
  runRanks,
} from "../../_support/collectives/run_ranks.ts";

/** A test with the MPI that goes on without a rank; it says so if there is none. */
function testWithUlfm(name: string, run: (mpi: TestedMpi) => Promise<void>): void {
  testUnless(noMpi, name, async () => {
    const mpi = (await testedMpis()).find(({ hasUlfm }) => hasUlfm);
    if (mpi) await run(mpi);
    else
      process.stderr.write(`skipped: ${name}: no MPI here goes on without a rank: npm run mpi\n`);
  });
}

/** Trains on 3 ranks, and returns the report of the rank that speaks at the end. */
async function train(mpi: TestedMpi, options: RunRanksOptions = {}) {
  const run = await runRanks(mpi, 3, options);
  assert.equal(run.reports.length, 1, `code ${run.code}: ${run.stdout}\n${run.stderr}`);
  const [report] = run.reports;
  assert.equal(report?.error, undefined);
  assert.equal(report?.end_reason, "completed", run.stderr);
  return report as NonNullable<typeof report>;
}

const FAULTS: readonly (readonly [name: string, fault: RankFault, args?: readonly string[]])[] = [
  ["rank 2 is killed", { rank: 2, step: 4, do: "kill" }],
  ["rank 0 is killed", { rank: 0, step: 5, do: "kill" }],
  ["rank 1 is stopped", { rank: 1, step: 7, do: "stop" }],
  [
    "rank 1 is killed in the commit of a rollback, which is given up",
    { rank: 1, in: "rollback", do: "kill" },
    ["--set", "alarmAt=4"],
  ],
];

let unbroken: Promise<string> | undefined;

/** The hash of the weights of a run in which nothing goes wrong. */
function unbrokenHash(): Promise<string> {
  unbroken ??= playRanks(3).then((report) => report.weights_hash);
  return unbroken;
}

for (const [name, fault, args = []] of FAULTS) {
  testWithUlfm(`a run goes on to the bits of an unbroken one when ${name}`, async (mpi) => {
    const report = await train(mpi, { args, faults: [fault] });
    assert.equal(report.weights_hash, await unbrokenHash());
    const [lost] = report.lost_ranks ?? [];
    assert.deepEqual(lost?.ranks, [fault.rank]);
    assert.ok((lost?.from_step ?? 9) - (lost?.step ?? 0) <= 1, "at most one step is taken again");
    assert.equal(report.epochs.length, 3, "a rank that takes over reports all epochs");
  });
}

testWithUlfm("a run goes on when rank 0 is killed as a checkpoint gets its name", (mpi) =>
  withScratch(async ({ path }) => {
    const folder = path("c");
    const args = ["--checkpoints", folder, "--set", `checkpoints=${folder}`, "--set", "everyMs=10"];
    const report = await train(mpi, { args, faults: [{ rank: 0, in: "checkpoint", do: "kill" }] });
    assert.equal(report.weights_hash, await unbrokenHash());
    assert.deepEqual(
      report.lost_ranks?.map(({ ranks }) => ranks),
      [[0]],
    );
    // Whoever took over has written whole ones.
    const rest = await playRanks(1, ["--resume", folder]);
    assert.equal(rest.weights_hash, report.weights_hash);
  }),
);

testWithUlfm(
  "a run says that it cannot start when a rank is killed before it joins",
  async (mpi) => {
    const args = ["--set", "deadlineMs=3000"];
    const run = await runRanks(mpi, 2, { args, faults: [{ rank: 1, in: "start", do: "kill" }] });
    assert.notEqual(run.code, 0);
    assert.match(run.stderr, /MPI_Init took longer than 3000 ms|rank 1|terminated|signal 9/i);
  },
);
