/**
 * A process that takes part in a run and does nothing but to acknowledge what it hears.
 *
 * @module
 */
import { joinRun } from "../../modules/mod.ts";

/** Longest wait before it shows that it lives, ms. */
const BEAT_EVERY_MS = 1_000;

const run = joinRun(process.argv[2] as string, "idle");
while (!run.ended) {
  if (run.changed) run.acknowledge(run.read().number);
  run.heartbeat(0);
  run.wait(BEAT_EVERY_MS);
}
run.close();
