import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface, type Interface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { GrowthTask } from "./task.ts";
import type { RunOutcome, RunPlan } from "./train.ts";

/** Processes that do runs, each one at a time. */
export class SideBySide {
  readonly #most: number;
  readonly #all: RunProcess[] = [];
  readonly #free: RunProcess[] = [];
  readonly #waiting: ((process: RunProcess) => void)[] = [];

  /** @param most How many runs are done at once. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Does a run, as soon as a process has time for it: first come, first served. */
  readonly run = async (task: GrowthTask, plan: RunPlan): Promise<RunOutcome> => {
    const process = await this.#take();
    try {
      return await process.run(task, plan);
    } finally {
      const next = this.#waiting.shift();
      if (next) next(process);
      else this.#free.push(process);
    }
  };

  /** Ends all processes. */
  dispose(): void {
    for (const process of this.#all) process.dispose();
  }

  #take(): RunProcess | Promise<RunProcess> {
    const free = this.#free.pop();
    if (free) return free;
    if (this.#all.length === this.#most) {
      return new Promise((resolve) => this.#waiting.push(resolve));
    }
    const process = new RunProcess();
    this.#all.push(process);
    return process;
  }
}

class RunProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #answers: Interface;
  readonly #end: Promise<never>;

  constructor() {
    const script = fileURLToPath(new URL("../growth_child.ts", import.meta.url));
    const runtime = "Deno" in globalThis ? ["run", "-A", "--no-check"] : [];
    this.#child = spawn(process.execPath, [...runtime, script], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    // A pipe that breaks is heard of as the end of the process.
    this.#child.stdin.on("error", () => {});
    this.#answers = createInterface({ input: this.#child.stdout });
    this.#end = once(this.#child, "exit").then(([code]) => {
      throw new Error(`A process that does runs ended with ${code}.`);
    });
    this.#end.catch(() => {});
  }

  async run({ name }: GrowthTask, plan: RunPlan): Promise<RunOutcome> {
    const answer = once(this.#answers, "line") as Promise<[string]>;
    this.#child.stdin.write(`${JSON.stringify({ task: name, plan })}\n`);
    const [line] = await Promise.race([answer, this.#end]);
    return JSON.parse(line) as RunOutcome;
  }

  dispose(): void {
    this.#child.kill();
  }
}
