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

/**
 * Runs a command of the project's `node_modules/.bin` or of the system.
 *
 * @param show Whether what it prints is shown at once.
 * @param cwd Where it runs. @default the root of the project
 */
export function run(
  command: readonly string[],
  show: boolean,
  cwd: string = ROOT,
): Promise<CommandResult> {
  const [program, ...args] = command as [string, ...string[]];
  const PATH = `${join(ROOT, "node_modules/.bin")}${delimiter}${process.env.PATH}`;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, PATH },
      stdio: ["ignore", "pipe", "pipe"],
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
