/**
 * Acknowledges without a pause, until the run ends or somebody kills it.
 *
 * @module
 */
import { joinRun } from "../../modules/mod.ts";

const run = joinRun(process.argv[2] as string, "participant");
while (!run.ended) {
  run.acknowledge(run.read().number);
  run.heartbeat(0);
}
run.close();
