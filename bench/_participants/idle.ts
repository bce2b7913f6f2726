/**
 * A process that takes part in a run and does nothing but to acknowledge what it hears.
 *
 * @module
 */
import { joinRun } from "../../modules/mod.ts";

const run = joinRun(process.argv[2] as string, "idle");
const hear = () => {
  if (run.changed) run.acknowledge(run.read().number);
  if (run.ended) run.close();
};
run.watch(hear);
hear();
