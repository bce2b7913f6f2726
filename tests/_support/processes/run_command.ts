import { stripVTControlCharacters } from "node:util";
import { runCli } from "../../../cli/run_cli.ts";

/** What a command did. */
export interface CommandResult {
  /** Its exit code. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs the command `tolaria` in this process, from the project's root: for what does not depend on a process of its own, which takes
 * a hundred times as long to start.
 *
 * @param backend The backend of jobs that name none. @default that of `TOLARIA_BACKEND`, or wasm
 */
export async function runCommand(
  args: readonly string[],
  backend: string = process.env.TOLARIA_BACKEND || "wasm",
): Promise<CommandResult> {
  const text = { stdout: "", stderr: "" };
  const undo = (["stdout", "stderr"] as const).map((name) => {
    const stream = process[name];
    const { write } = stream;
    stream.write = (chunk: string | Uint8Array) => {
      text[name] += stripVTControlCharacters(String(chunk));
      return true;
    };
    return () => {
      stream.write = write;
    };
  });
  const { TOLARIA_BACKEND } = process.env;
  process.env.TOLARIA_BACKEND = backend;
  // A test that wants its run recorded says where.
  process.env.TOLARIA_RUNS ??= "";
  try {
    return { code: await runCli(args), ...text };
  } finally {
    if (TOLARIA_BACKEND === undefined) delete process.env.TOLARIA_BACKEND;
    else process.env.TOLARIA_BACKEND = TOLARIA_BACKEND;
    for (const restore of undo) restore();
  }
}
