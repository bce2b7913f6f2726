import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const RUNTIME_ARGUMENTS: readonly string[] =
  "Deno" in globalThis ? ["run", "-A", "--no-check"] : [];

/** The root of the project. */
export const ROOT: string = fileURLToPath(new URL("../../", import.meta.url));

/** What a child process did. */
export interface ChildResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where and how a child runs. */
export interface ChildOptions {
  /** @default the root of the project */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called once the child runs. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** Runs a script of this project on the runtime that the test runs on, to its end. */
export function runChild(
  script: string,
  args: readonly string[] = [],
  { cwd = ROOT, env, onStart }: ChildOptions = {},
): Promise<ChildResult> {
  const path = fileURLToPath(new URL(`../../${script}`, import.meta.url));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...RUNTIME_ARGUMENTS, path, ...args], {
      cwd,
      env: { ...process.env, NO_COLOR: "1", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const text = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream]?.setEncoding("utf8").on("data", (chunk: string) => {
        text[stream] += chunk;
      });
    }
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, ...text }));
    onStart?.(child);
  });
}
