import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { GrowthTask } from "./task.ts";
import { type RunOutcome, type RunPlan, train } from "./train.ts";

/** What tells the runs of one task from those of another. */
export type KeptTask = Pick<GrowthTask, "name" | "unit" | "growth" | "blendSteps" | "batchSize">;

/** Runs by what they were, each done once: a bench that was killed goes on with the next. */
export class KeptRuns {
  readonly #file: string;
  readonly #outcomes = new Map<string, RunOutcome>();
  readonly #run: typeof train;

  /**
   * @param file A line of JSON for each finished run. A last line that was cut off is left out.
   * @param run Does a run of a task.
   */
  constructor(file: string, run: typeof train = train) {
    this.#file = file;
    this.#run = run;
    mkdirSync(dirname(file), { recursive: true });
    if (!existsSync(file)) return;
    const lines = readFileSync(file, "utf8").split("\n");
    // What is written next begins a line of its own.
    if (lines.pop() !== "") writeFileSync(file, lines.map((line) => `${line}\n`).join(""));
    for (const line of lines) {
      const { outcome, ...key } = JSON.parse(line) as { outcome: RunOutcome };
      this.#outcomes.set(JSON.stringify(key), outcome);
    }
  }

  /** Returns what came of a run of `task`, and does it if that is not known yet. */
  of(task: GrowthTask, plan: RunPlan): Promise<RunOutcome> {
    return this.keep(task, plan, () => this.#run(task, plan));
  }

  /** Returns what came of a run, and does it by `run` if that is not known yet. */
  async keep(task: KeptTask, plan: RunPlan, run: () => Promise<RunOutcome>): Promise<RunOutcome> {
    const { name, growth, blendSteps, batchSize } = task;
    const { size, rate, seed, steps } = plan;
    const key = {
      task: name,
      size,
      rate,
      seed,
      steps,
      batchSize,
      ...(size === "growing" && { growth, blendSteps }),
    };
    const known = this.#outcomes.get(JSON.stringify(key));
    if (known) return known;
    const outcome = await run();
    this.#outcomes.set(JSON.stringify(key), outcome);
    appendFileSync(this.#file, `${JSON.stringify({ ...key, outcome })}\n`);
    process.stderr.write(
      `${name}: ${size}, rate ${rate}, seed ${seed}, ${steps} steps: ${outcome.score.toFixed(3)} ${task.unit}, ${(outcome.flops / 1e9).toFixed(2)} billion multiply-adds, ${outcome.kept} seeds, ${outcome.seconds.toFixed(0)} s\n`,
    );
    return outcome;
  }
}
