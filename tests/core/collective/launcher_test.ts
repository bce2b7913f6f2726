import assert from "node:assert/strict";
import { test } from "node:test";
import { launchOf } from "../../../core/collective/launcher.ts";

test("launchOf() tells launcher, size and rank when one of several processes was started", () => {
  const openMpi = { OMPI_COMM_WORLD_SIZE: "4", OMPI_COMM_WORLD_RANK: "3" };
  assert.deepEqual(launchOf(openMpi), { launcher: "mpirun", size: 4, rank: 3 });
  assert.deepEqual(launchOf({ PMI_SIZE: "2", PMI_RANK: "0" }), {
    launcher: "mpiexec",
    size: 2,
    rank: 0,
  });
  const srun = { SLURM_STEP_NUM_TASKS: "8", SLURM_PROCID: "5", SLURM_NTASKS: "8" };
  assert.deepEqual(launchOf(srun), { launcher: "srun", size: 8, rank: 5 });
  // mpirun within a job of Slurm starts its daemons by srun: one a node.
  assert.equal(launchOf({ ...srun, ...openMpi })?.rank, 3);
});

test("launchOf() returns undefined when a process was started alone", () => {
  assert.equal(launchOf({}), undefined);
  assert.equal(launchOf({ OMPI_COMM_WORLD_SIZE: "1", OMPI_COMM_WORLD_RANK: "0" }), undefined);
  // A batch script of Slurm runs once, however many tasks its job has.
  assert.equal(launchOf({ SLURM_NTASKS: "8", SLURM_PROCID: "0" }), undefined);
  assert.equal(launchOf({ PMI_SIZE: "two", PMI_RANK: "0" }), undefined);
});
