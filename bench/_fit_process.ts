import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** `model.fit` in a process of its own. */
export interface FitProcess {
  /** Fits one epoch. Returns how long a step took, in milliseconds. */
  epoch(): Promise<number>;
  /** Milliseconds of a step of its first epoch. */
  readonly firstMs: number;
  /** Ends the process. */
  dispose(): void;
}

/**
 * Starts the process and waits until it has warmed up.
 *
 * @returns undefined where it ends by itself, as where a stock backend lacks a kernel that the model needs; why is on
 * stderr.
 */
export async function startFit(
  backend: string,
  model: string,
  examples: number,
): Promise<FitProcess | undefined> {
  const script = fileURLToPath(new URL("fit_child.ts", import.meta.url));
  const runtime = "Deno" in globalThis ? ["run", "-A", "--no-check"] : [];
  const child = spawn(process.execPath, [...runtime, script, backend, model, String(examples)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  // A pipe that breaks is heard of as the end of the process.
  child.stdin.on("error", () => {});
  const answers = createInterface({ input: child.stdout });
  const epoch = async () => {
    child.stdin.write("go\n");
    const gone = once(child, "exit").then(([code]) => {
      throw new Error(`The process ended with ${code}. Cannot measure model.fit.`);
    });
    const [line] = (await Promise.race([once(answers, "line"), gone])) as [string];
    return Number(line);
  };
  try {
    const firstMs = await epoch();
    return { epoch, firstMs, dispose: () => child.kill() };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    return undefined;
  }
}
