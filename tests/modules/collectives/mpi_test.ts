import assert from "node:assert/strict";
import { after } from "node:test";
import { COLLECTIVE } from "../../../core/mod.ts";
import { mpi } from "../../../modules/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { testUnless } from "../../../testing/_support/suite.ts";
import { conformsToCollective } from "../../../testing/mod.ts";
import { noMpi, type TestedMpi, testedMpis } from "../../_support/collectives/mpis.ts";
import { stageOfProcesses } from "../../_support/collectives/process_stage.ts";
import { type RankProcesses, startRanks } from "../../_support/collectives/rank_processes.ts";

/** Groups that are whole, by their size: a launcher takes a second to start one. */
const idle = new Map<number, RankProcesses>();

async function firstMpi(): Promise<TestedMpi> {
  const [first] = await testedMpis();
  assert.ok(first, "no MPI can be set up, for the reasons above");
  return first;
}

async function createStage(ranks: number) {
  const group = idle.get(ranks) ?? (await startRanks(await firstMpi(), ranks));
  idle.delete(ranks);
  return stageOfProcesses(group, async (whole) => {
    if (whole) idle.set(ranks, group);
    else await group.end();
  });
}

after(async () => {
  for (const group of idle.values()) {
    const { code, output } = await group.end();
    assert.equal(code, 0, output);
  }
});

if (noMpi === undefined) conformsToCollective(createStage, { sizes: [1, 2, 3] });

testUnless(noMpi, "mpi() says what to do when nothing is set up", async () => {
  const collective = await resolveProvider(COLLECTIVE, mpi({ folder: "/nonexistent/mpi" }));
  await assert.rejects(collective.start(), {
    code: "collective/unavailable",
    message: /nothing is set up in \/nonexistent\/mpi\nRun 'tolaria setup mpi'/i,
  });
});
