import { firstError, messageOf, TolariaError } from "../core/mod.ts";
import { CommanderError, picocolors } from "../deps.ts";
import { EXIT_CODES } from "./exit_codes.ts";
import { makeProgram } from "./program.ts";
import { leaveRunEnd } from "./restarts/run_end.ts";

/**
 * Runs the command line `args`, with output on stdout and stderr.
 *
 * @returns The exit code.
 */
export async function runCli(args: readonly string[]): Promise<number> {
  let exitCode: number = EXIT_CODES.done;
  const program = makeProgram(args, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    exitCode = report(error, program.opts().verbose === true);
  }
  leaveRunEnd(exitCode);
  return exitCode;
}

/** Reports an error unless commander already did. Returns its exit code. */
function report(error: unknown, verbose: boolean): number {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? EXIT_CODES.done : EXIT_CODES.usage;
  }
  const detail = verbose ? stackOf(error) : messageOf(error);
  process.stderr.write(`${picocolors.red(detail)}\n`);
  if (TolariaError.is(firstError(error), "collective/lost")) return EXIT_CODES.lostPeers;
  return isUsage(firstError(error)) ? EXIT_CODES.usage : EXIT_CODES.failed;
}

function isUsage(error: unknown): boolean {
  return (
    TolariaError.is(error) &&
    /^((job|options|container|host|data)\/|(signal\/no-run|checkpoint\/missing|model\/(missing|refused))$)/.test(
      (error as TolariaError).code,
    )
  );
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const first = firstError(error);
  if (first !== error) return `${stackOf(first)}\n${messageOf(error)}`;
  const cause = error.cause === undefined ? "" : `\ncaused by: ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
