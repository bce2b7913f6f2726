import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";

/** The root of the project. */
export const ROOT: string = join(import.meta.dirname, "..");

/** What a command did. */
export interface CommandResult {
  readonly code: number;
  /** What it printed, stdout and stderr as they came. */
  readonly output: string;
}

/** How a command runs. */
export interface RunCommandOptions {
  /** Whether what it prints is shown at once. @default false */
  readonly show?: boolean;
  /** Where it runs. @default the root of the project */
  readonly cwd?: string;
  /** What its environment has beside this process's. */
  readonly env?: Readonly<Record<string, string>>;
  /** How long it may take, ms; it is killed then. @default no limit */
  readonly limitMs?: number;
}

/** Runs a command of the project's `node_modules/.bin` or of the system. */
export function run(
  command: readonly string[],
  { show = false, cwd = ROOT, env, limitMs }: RunCommandOptions = {},
): Promise<CommandResult> {
  const [program, ...args] = command as [string, ...string[]];
  const PATH = `${join(ROOT, "node_modules/.bin")}${delimiter}${process.env.PATH}`;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, PATH, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: limitMs,
      killSignal: "SIGKILL",
    });
    let output = "";
    for (const [stream, target] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ] as const) {
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        output += chunk;
        if (show) target.write(chunk);
      });
    }
    child.on("error", reject);
    child.on("close", (code, signal) => {
      resolve({ code: code ?? 1, output: signal ? `${output}\nended by ${signal}` : output });
    });
  });
}

/** Text without the codes that color it. */
export function plain(text: string): string {
  return text.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g"), "");
}
