/**
 * A run that does nothing, until somebody kills it.
 *
 * @module
 */
import { openRun } from "./signals.ts";

const run = openRun(process.argv[2] as string);
setInterval(() => run.heartbeat(0), 1_000);
