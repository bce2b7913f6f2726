/**
 * Writes to a run without a pause, until it ends or somebody kills it.
 *
 * @module
 */
import { joinRun } from "../../modules/mod.ts";
import { provable } from "./_words.ts";

const CRITICAL = 4;

const run = joinRun(process.argv[2] as string);
for (let count = 0; !run.ended; count++) {
  const level = count % (CRITICAL + 1);
  const { reason, origin } = provable(level, count, process.pid);
  if (level === 0) run.standDown(reason, origin);
  else run.write({ level, reason, origin });
}
run.close();
