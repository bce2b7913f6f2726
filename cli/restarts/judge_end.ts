import { constants } from "node:os";
import { EXIT_CODES } from "../exit_codes.ts";

/** How an attempt ended. */
export interface AttemptEnd {
  /** Exit code of what was started; null if a signal killed it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Exit code that the run itself left; `undefined` if it did not come that far. */
  readonly ended: number | undefined;
}

/** What is to be done after an attempt. */
export type Verdict =
  /** The run is over. */
  | { readonly kind: "over"; readonly exitCode: number }
  /** It did not come to its end. */
  | { readonly kind: "cut-off"; readonly reason: string };

/** Signals by which people and schedulers end a run. */
const ASKED: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Judges how an attempt ended. What the run left counts before the exit code of what was started: `mpirun` exits with 0
 * when it loses a host.
 */
export function judgeEnd({ code, signal, ended }: AttemptEnd): Verdict {
  if (ended === EXIT_CODES.lostPeers)
    return { kind: "cut-off", reason: "processes of it were lost" };
  if (ended !== undefined) return { kind: "over", exitCode: ended };
  const killedBy = signal ?? signalOf(code);
  if (killedBy !== undefined) {
    if (!ASKED.includes(killedBy)) return { kind: "cut-off", reason: `${killedBy} killed it` };
    return { kind: "over", exitCode: 128 + constants.signals[killedBy] };
  }
  if (code === EXIT_CODES.lostPeers) {
    return { kind: "cut-off", reason: "processes of it were lost" };
  }
  if (code === EXIT_CODES.done) {
    return { kind: "cut-off", reason: "it exited with 0, but without a report" };
  }
  return { kind: "over", exitCode: code ?? EXIT_CODES.failed };
}

/** Signals whose bare number is the exit code of MPICH's `mpiexec`, and no exit code of Tolaria. */
const BARE: readonly NodeJS.Signals[] = ["SIGKILL", "SIGSEGV", "SIGABRT", "SIGBUS"];

/** The signal in the exit code of a shell or of `mpirun`, which is 128 more. */
function signalOf(code: number | null): NodeJS.Signals | undefined {
  const found = Object.entries(constants.signals).find(
    ([name, number]) =>
      code === 128 + number || (code === number && BARE.includes(name as NodeJS.Signals)),
  );
  return found?.[0] as NodeJS.Signals | undefined;
}
