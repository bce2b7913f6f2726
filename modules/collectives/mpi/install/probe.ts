import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runtimeIdentity, scriptArguments } from "../../../../core/mod.ts";
import { lastLines, type ProgramResult, runProgram } from "../../../_install/mod.ts";
import { familyOf } from "../library_family.ts";
import { launcherEnvironment } from "./as_root.ts";
import { cannotUseMpi } from "./fail.ts";

/** What two ranks found. */
export interface MpiCheck {
  /** Ranks that saw each other. */
  readonly size: number;
  /** Whether the sum was right on rank 0. */
  readonly summed: boolean;
  /** What the library grants threads: 0 single to 3 multiple, or the standard ABI's number. */
  readonly threadLevel: number;
  /** 0 the library has no ULFM, 1 it has, 2 it was started with it. */
  readonly ulfm: number;
}

const PROBE = fileURLToPath(new URL("./_probe_main.ts", import.meta.url));
const CHECK = fileURLToPath(new URL("./_check_main.ts", import.meta.url));

/**
 * Loads a shim in a process of its own.
 *
 * @returns The library's version, as it says itself.
 * @throws {TolariaError} `collective/unavailable` with the process's output if it does not load.
 */
export async function probeShim(shim: string): Promise<string> {
  const result = await runProgram(process.execPath, [...scriptArguments(), PROBE, shim]);
  const answer = answerOf<{ library: string }>(result);
  if (answer) return answer.library;
  throw cannotUseMpi(
    `the shim does not load in ${runtimeIdentity().name}: ${lastLines(result)}`,
    "Run the setup again; if the MPI was moved or upgraded, give --mpicc its compiler",
  );
}

/**
 * Sums 1 MB over two ranks that the library's own launcher starts.
 *
 * @throws {TolariaError} `collective/unavailable` with the launcher's output if they do not.
 */
export async function checkRanks(
  shim: string,
  launcher: string,
  library: string,
): Promise<MpiCheck> {
  const { vendor } = familyOf(library);
  const flags = vendor === "Open MPI" ? ["--oversubscribe", "--bind-to", "none"] : [];
  const own = [process.execPath, ...scriptArguments(), CHECK, shim];
  const environment = launcherEnvironment();
  const result = await runProgram(launcher, ["-n", "2", ...flags, ...own], { environment });
  const answer = answerOf<MpiCheck>(result);
  if (answer && answer.size === 2 && answer.summed) return answer;
  throw cannotUseMpi(
    answer && answer.size !== 2
      ? `${launcher} started two processes, but the library saw ${answer.size}: launcher and library are of different MPIs`
      : `two ranks did not sum 1 MB: ${lastLines(result)}`,
    `Check that '${launcher} -n 2 hostname' works`,
  );
}

/** The launcher beside a compiler's wrapper, by its folder and the end of its name. */
export function launcherBeside(mpicc: string, exists: (file: string) => boolean): string {
  const ending = /mpi\w*cc?(\.\w+)?$/.exec(mpicc)?.[1] ?? "";
  const folder = dirname(mpicc);
  const names = [`mpirun${ending}`, `mpiexec${ending}`];
  if (folder === ".") return names[0] as string;
  const files = names.map((name) => join(folder, name));
  return files.find(exists) ?? (files[0] as string);
}

function answerOf<T>({ code, stdout }: ProgramResult): T | undefined {
  const line = stdout
    .trim()
    .split("\n")
    .find((text) => text.startsWith("{"));
  return code === 0 && line !== undefined ? JSON.parse(line) : undefined;
}
