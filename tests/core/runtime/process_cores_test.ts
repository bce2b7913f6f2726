import assert from "node:assert/strict";
import { test } from "node:test";
import { coresOfProcess } from "../../../core/mod.ts";

const EIGHT = { available: 8, online: 8 };

test("coresOfProcess() returns all cores when nothing else is known", () => {
  assert.equal(coresOfProcess({}, EIGHT), 8);
  assert.equal(coresOfProcess({ OMPI_COMM_WORLD_LOCAL_SIZE: "1" }, EIGHT), 8);
});

test("coresOfProcess() returns the cores that the process is bound to", () => {
  const environment = { OMPI_COMM_WORLD_LOCAL_SIZE: "4" };
  assert.equal(coresOfProcess(environment, { available: 3, online: 8 }), 3);
});

test("coresOfProcess() shares the cores between processes that none is bound for, at least one each", () => {
  assert.equal(coresOfProcess({ OMPI_COMM_WORLD_LOCAL_SIZE: "3" }, EIGHT), 2);
  assert.equal(coresOfProcess({ MPI_LOCALNRANKS: "2" }, EIGHT), 4);
  assert.equal(coresOfProcess({ SLURM_STEP_TASKS_PER_NODE: "4(x2)" }, EIGHT), 2);
  assert.equal(coresOfProcess({ MPI_LOCALNRANKS: "20" }, EIGHT), 1);
});
