import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { GrowthTask } from "./task.ts";
import type { RunOutcome, RunPlan } from "./train.ts";

/** Does a run of a task. */
export type DoRun = (task: GrowthTask, plan: RunPlan) => Promise<RunOutcome>;

/** What tells the runs of one task from those of another. */
export type KeptTask = Pick<GrowthTask, "name" | "unit" | "growth" | "blendSteps" | "batchSize">;

/** Runs by what they were, each done once: a bench that was killed goes on with the next. */
export class KeptRuns {
  readonly #file: string;
  readonly #outcomes = new Map<string, Promise<RunOutcome>>();
  readonly #run: DoRun;

  /**
   * @param file A line of JSON for each finished run. A last line that was cut off is left out.
   * @param run Does a run of a task.
   */
  constructor(file: string, run: DoRun) {
    this.#file = file;
    this.#run = run;
    mkdirSync(dirname(file), { recursive: true });
    if (!existsSync(file)) return;
    const lines = readFileSync(file, "utf8").split("\n");
    // What is written next begins a line of its own.
    if (lines.pop() !== "") writeFileSync(file, lines.map((line) => `${line}\n`).join(""));
    for (const line of lines) {
      const { outcome, ...key } = JSON.parse(line) as { outcome: RunOutcome };
      this.#outcomes.set(JSON.stringify(key), Promise.resolve(outcome));
    }
  }

  /** Returns what came of a run of `task`, and does it if that is not known yet. */
  of(task: GrowthTask, plan: RunPlan): Promise<RunOutcome> {
    return this.keep(task, plan, () => this.#run(task, plan));
  }

  /** Returns what came of a run, and does it by `run` if it is neither known nor under way. */
  keep(task: KeptTask, plan: RunPlan, run: () => Promise<RunOutcome>): Promise<RunOutcome> {
    const key = keyOf(task, plan);
    const text = JSON.stringify(key);
    const known = this.#outcomes.get(text);
    if (known) return known;
    const done = run().then((outcome) => {
      appendFileSync(this.#file, `${JSON.stringify({ ...key, outcome })}\n`);
      process.stderr.write(`${lineOf(task, plan, outcome)}\n`);
      return outcome;
    });
    this.#outcomes.set(text, done);
    return done;
  }
}

/** Does a run for each seed. */
export function eachSeed(
  seeds: number,
  run: (seed: number) => Promise<RunOutcome>,
): Promise<RunOutcome[]> {
  return Promise.all(Array.from({ length: seeds }, (_, seed) => run(seed)));
}

/** What tells a run from all others. */
function keyOf({ name, growth, blendSteps, batchSize }: KeptTask, plan: RunPlan): object {
  const { size, rate, seed, steps } = plan;
  const grows = size === "growing" && { growth, blendSteps };
  return { task: name, size, rate, seed, steps, batchSize, ...grows };
}

function lineOf({ name, unit }: KeptTask, plan: RunPlan, outcome: RunOutcome): string {
  const { size, rate, seed, steps } = plan;
  const { score, flops, kept, seconds } = outcome;
  const came = `${score.toFixed(3)} ${unit}, ${(flops / 1e9).toFixed(2)} billion multiply-adds`;
  const run = `${name}: ${size}, rate ${rate}, seed ${seed}, ${steps} steps`;
  return `${run}: ${came}, ${kept} seeds, ${seconds.toFixed(0)} s`;
}
