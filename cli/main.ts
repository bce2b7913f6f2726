/**
 * The command `tolaria`.
 *
 * @module
 */
import { outliveClosedPipes } from "./closed_pipes.ts";
import { runCli } from "./run_cli.ts";

outliveClosedPipes();
process.exitCode = await runCli(process.argv.slice(2));
