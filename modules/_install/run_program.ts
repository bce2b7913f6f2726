import { spawn } from "node:child_process";

/** Result of a program. */
export interface ProgramResult {
  /** Exit code; undefined if it could not be started. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a program is run. */
export interface ProgramOptions {
  readonly cwd?: string;
  /** What its environment has besides that of this process. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs a program and waits for its end. A program that does not exist has no exit code. */
export function runProgram(
  program: string,
  args: readonly string[],
  { cwd, environment = {} }: ProgramOptions = {},
): Promise<ProgramResult> {
  return new Promise((resolve) => {
    const env = { ...process.env, ...environment };
    const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      stdout += chunk;
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      stderr += chunk;
    });
    child.on("error", ({ message }) => resolve({ code: undefined, stdout, stderr: message }));
    child.on("close", (code, signal) => {
      resolve({ code: code ?? 1, stdout, stderr: signal ? `${stderr}ended by ${signal}` : stderr });
    });
  });
}

/** The last lines of a program's output, for an error message. */
export function lastLines({ stdout, stderr }: ProgramResult, count = 8): string {
  return (stderr.trim() || stdout.trim()).split("\n").slice(-count).join("\n");
}
