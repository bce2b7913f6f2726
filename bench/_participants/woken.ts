/**
 * A process that takes part in a run and does nothing when it is woken: it prints when that was, and acknowledges nothing.
 *
 * @module
 */
import { sharedMemory } from "../../core/mod.ts";
import { joinRun } from "../../modules/mod.ts";

/** Longest wait before it looks whether the run has ended, ms. */
const LOOK_EVERY_MS = 1_000;

const run = joinRun(process.argv[2] as string, "woken");
const memory = sharedMemory();
const wokenMs: [signal: number, ms: number][] = [];
while (!run.ended) {
  run.wait(LOOK_EVERY_MS);
  const ms = Number(memory.monotonicNs()) / 1e6;
  if (run.changed) wokenMs.push([run.read().number, ms]);
}
run.close();
console.log(JSON.stringify(wokenMs));
