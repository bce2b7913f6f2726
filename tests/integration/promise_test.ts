import assert from "node:assert/strict";
import { test } from "node:test";
import {
  MemoryCheckpointStore,
  memoryCheckpoints,
  type TamiyoPolicy,
  tamiyoInProcess,
} from "../../modules/mod.ts";
import { CommandType, SeedOperation } from "../../proto/mod.ts";
import { triedRun } from "./_tried_run.ts";

/** Has "hidden1" measured after each of the first two epochs, and notes what each packet says of it. */
function measuring(seen: (number | undefined)[]): TamiyoPolicy {
  return {
    name: "measuring",
    decide: ({ currentEpoch, seedStates }) => {
      seen.push(seedStates[0]?.metrics?.["squared_gradient.residual"] ?? undefined);
      if (currentEpoch > 2) return undefined;
      return {
        commandType: CommandType.COMMAND_SEED,
        targetSeedId: "hidden1",
        seedOperation: {
          operation: SeedOperation.SEED_OP_EVALUATE,
          blueprintId: "residual",
        },
      };
    },
    state: () => null,
    restore: () => {},
  };
}

test("a slot that is measured changes no bit of the run, is booked, and measured alike after a resume", async () => {
  const seen: (number | undefined)[] = [];
  const store = new MemoryCheckpointStore();
  const held = memoryCheckpoints({ store, everyEpochs: 1, keep: 9 });
  const modules = [held, tamiyoInProcess({ policy: measuring(seen) })];
  const plain = await triedRun({ script: {} });
  const { report } = await triedRun({ modules });
  assert.deepEqual(report.incidentCounts, {});
  assert.equal(report.weightsHash, plain.report.weightsHash);
  // Asked for at one boundary, measured right before the next, seen in the packet after that.
  assert.deepEqual(
    seen.map((value) => value !== undefined),
    [false, false, true, true, true, true],
  );
  assert.notEqual(seen[2], seen[3]);
  const extra = (report.compute?.total ?? 0) - (plain.report.compute?.total ?? 0);
  const booked = report.compute?.entries.filter(({ trial }) => trial > 0) ?? [];
  // Host forward 2 x 6 + 6 x 5 + 5 x 3, back through 45; the seed 2 x 6 x 6 and three of its four products back: all of
  // the 60 examples, twice.
  assert.equal(extra, 2 * 60 * (57 + 72 + 45 + 108));
  assert.deepEqual(
    booked.map(({ name, generation, stage, trial }) => [name, generation, stage, trial]),
    [["hidden1", 1, "SEED_STAGE_DORMANT", extra]],
  );
  for (const { id, epoch } of report.recovery.checkpoints) {
    const again: (number | undefined)[] = [];
    const resumed = await triedRun({
      modules: [held, tamiyoInProcess({ policy: measuring(again) })],
      run: { resume: { id } },
    });
    assert.deepEqual(again, seen.slice(epoch));
    assert.deepEqual(resumed.report.compute, report.compute);
  }
});
