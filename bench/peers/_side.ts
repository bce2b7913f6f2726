import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A program that trains in a process of its own, and answers each line on stdin with a line. */
export interface Side {
  /** Trains one epoch. Returns how long a step took, in milliseconds. */
  epoch(): Promise<number>;
  /** Asks for the speed of its products and copies. */
  peaks(): Promise<Peaks>;
  /** Milliseconds of a step of its first epoch. */
  readonly firstMs: number;
  /** Ends the process. */
  dispose(): void;
}

/** Speeds on all threads; 0 if not measured. */
export interface Peaks {
  readonly gflops: number;
  readonly gbS: number;
}

/** How long a side may take until its first epoch is over. */
const FIRST_MS = 60_000;

/** How long a side warms up after its first epoch: the runtime compiles. */
const WARM_UP_MS = 1_500;

/** Starts a program, which loads what it needs until it is asked for its first epoch. */
export function startSide(name: string, program: string, args: readonly string[]): StartedSide {
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.on("error", () => {});
  const lines = createInterface({ input: child.stdout });
  const gone = Promise.race([once(child, "exit"), once(child, "error")]).then(([why]) => {
    throw new Error(`${name} ended with ${why ?? `no first epoch in ${FIRST_MS / 1000} s`}`);
  });
  gone.catch(() => {});
  const ask = async (question: string) => {
    child.stdin.write(`${question}\n`);
    const [line] = (await Promise.race([once(lines, "line"), gone])) as [string];
    return line;
  };
  return { child, ask };
}

/** A program that was started, and how to ask it. */
interface StartedSide {
  readonly child: ChildProcess;
  ask(question: string): Promise<string>;
}

/**
 * Warms a side up, while no other one computes; undefined, with the reason on stderr, if it does not
 * answer.
 *
 * @param slowMs A side whose first step takes longer is not warmed up.
 */
export async function warmUp(
  { child, ask }: StartedSide,
  slowMs: number,
): Promise<Side | undefined> {
  const epoch = async () => Number(await ask("go"));
  const late = setTimeout(() => child.kill(), FIRST_MS);
  try {
    const firstMs = await epoch();
    clearTimeout(late);
    const until = performance.now() + WARM_UP_MS;
    while (firstMs < slowMs && performance.now() < until) await epoch();
    const peaks = async () => {
      const [gflops, gbS] = (await ask("peaks")).split(" ").map(Number) as [number, number];
      return { gflops, gbS };
    };
    return { epoch, peaks, firstMs, dispose: () => child.kill() };
  } catch (error) {
    clearTimeout(late);
    process.stderr.write(`${(error as Error).message}\n`);
    return undefined;
  }
}
