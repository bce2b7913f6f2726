import { checkMpi, type MpiSetupResult, setupMpi } from "../modules/mod.ts";
import { EXIT_CODES } from "./exit_codes.ts";

/** Options of `setup mpi`. */
export interface MpiSetupFlags {
  readonly mpicc?: string;
  readonly folder?: string;
  readonly check?: boolean;
}

/** What MPI grants threads, by its number; the standard ABI of MPI 5 counts in other numbers. */
const LEVELS = ["single", "funneled", "serialized", "multiple"];

/** Whether lost ranks are survived, by what the shim says. */
const ULFM = ["no", "yes, if started with 'mpirun --with-ft ulfm'", "yes, and on"];

/**
 * Sets up the collective mpi, or only checks it.
 *
 * @returns The exit code.
 * @throws {TolariaError} `collective/unavailable` if it cannot be used.
 */
export async function setUpMpi({ check, ...options }: MpiSetupFlags): Promise<number> {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const result = check ? await checkMpi({ ...options, say }) : await setupMpi({ ...options, say });
  process.stdout.write(`${describe(result)}\n`);
  return EXIT_CODES.done;
}

function describe(result: MpiSetupResult): string {
  const { library, threadLevel, ulfm, launcher, unchanged, shim } = result;
  const version = (library.split("\n")[0] as string).split(",")[0] as string;
  return [
    `${version.replace(/\s+/g, " ")}: two ranks summed 1 MB`,
    `  threads   ${LEVELS[threadLevel] ?? threadLevel}`,
    `  ULFM      ${ULFM[ulfm]}`,
    `  launcher  ${launcher}`,
    `  shim      ${unchanged ? "unchanged" : "compiled"}, ${shim}`,
  ].join("\n");
}
