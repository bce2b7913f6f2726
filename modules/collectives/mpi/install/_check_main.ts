/**
 * A rank of the check of a setup: sums 1 MB over all ranks. Rank 0 prints what it found as JSON.
 *
 * Usage: _check_main <shim>
 *
 * @module
 */
import { writeSync } from "node:fs";
import { ENDED, JOB, openShim } from "../shim.ts";

const NUMBERS = 262_144;
const DEADLINE_MS = 20_000;

const shim = openShim(process.argv[2] as string);
const run = (kind: number, view?: Float32Array) => {
  shim.begin({ kind, ...(view && { view }), deadlineMs: DEADLINE_MS });
  const ended = shim.wait(DEADLINE_MS);
  if (ended !== ENDED.done)
    throw new Error(`job ${kind} ended with ${ended}: ${shim.text("failure")}`);
};
run(JOB.start);
const [rank, size] = [shim.number("rank"), shim.number("size")];
const numbers = new Float32Array(NUMBERS).fill(rank + 1);
run(JOB.sum, numbers);
const expected = (size * (size + 1)) / 2;
const summed = numbers.every((value) => value === expected);
const [threadLevel, ulfm] = [shim.number("threadLevel"), shim.number("ulfm")];
// Before MPI ends: the launcher of MPICH may drop what a process prints after that.
if (rank === 0) writeSync(1, `${JSON.stringify({ size, summed, threadLevel, ulfm })}\n`);
run(JOB.stop);
