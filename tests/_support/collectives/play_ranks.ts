import type { JsonReport } from "../../../modules/mod.ts";
import { runCommand } from "../processes/run_command.ts";

/** The job of the tests of ranks. */
export const RANKS_JOB = "tests/fixtures/ranks/job.ts";

/** Trains that job on `count` ranks that this process plays: to the same bits as on as many processes. */
export async function playRanks(count: number, args: readonly string[] = []): Promise<JsonReport> {
  const sets = ["--set", `inProcess=${count}`];
  const command = ["train", RANKS_JOB, "--json", "--quiet", ...sets, ...args];
  const { stdout, stderr } = await runCommand(command, "wasm");
  const last = stdout.trimEnd().split("\n").at(-1);
  if (last?.startsWith("{")) return JSON.parse(last) as JsonReport;
  throw new Error(`${count} played ranks left no report: ${stderr}`);
}
