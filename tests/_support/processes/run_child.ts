import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runtimeIdentity } from "../../../core/mod.ts";

/** A runtime that tests run on. */
export type Runtime = "bun" | "deno";

const ARGUMENTS: Readonly<Record<Runtime, readonly string[]>> = {
  bun: [],
  deno: ["run", "-A", "--no-check"],
};

/** The root of the project. */
export const ROOT: string = fileURLToPath(new URL("../../../", import.meta.url));

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
  /** @default the one that the test runs on */
  readonly runtime?: Runtime;
  /** Called once the child runs. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** Runs a script of this project to its end. */
export function runChild(
  script: string,
  args: readonly string[] = [],
  { cwd = ROOT, env, runtime = currentRuntime(), onStart }: ChildOptions = {},
): Promise<ChildResult> {
  const path = fileURLToPath(new URL(`../../../${script}`, import.meta.url));
  return new Promise((resolve, reject) => {
    const child = spawn(programOf(runtime), [...ARGUMENTS[runtime], path, ...args], {
      cwd,
      // Whatever backends the machine has.
      env: { TOLARIA_BACKEND: "wasm", TOLARIA_RUNS: "", ...process.env, NO_COLOR: "1", ...env },
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

function currentRuntime(): Runtime {
  return runtimeIdentity().name as Runtime;
}

/** The runtime's program: the one that runs now, or the one that the project has installed. */
export function programOf(runtime: Runtime): string {
  if (runtime === currentRuntime()) return process.execPath;
  for (let folder = ROOT; ; folder = dirname(folder)) {
    const path = join(folder, "node_modules/.bin", runtime);
    if (existsSync(path)) return path;
    if (dirname(folder) === folder) throw new Error(`${runtime} is not installed: run npm ci`);
  }
}
