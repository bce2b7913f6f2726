import { type FSWatcher, watch } from "node:fs";
import type { RandomStream } from "../../core/mod.ts";
import type { Line, TrainingProcess } from "./training_process.ts";

/** When a process is killed. */
export type KillPlan =
  /** Some milliseconds after so many of its steps. */
  | { readonly at: "step"; readonly steps: number; readonly delayMs: number }
  /** At once when so many things have happened to files of its checkpoints since its first step. */
  | { readonly at: "file"; readonly events: number }
  /** Some microseconds to milliseconds after it began to write a checkpoint. */
  | { readonly at: "write"; readonly writes: number; readonly delayMs: number }
  /** Some milliseconds after it was asked to end, amid an epoch, and to save where it stands. */
  | { readonly at: "save"; readonly steps: number; readonly delayMs: number };

/** Draws a plan. */
export function drawPlan(random: RandomStream): KillPlan {
  const steps = 1 + random.below(40);
  switch (random.below(4)) {
    case 0:
      return { at: "step", steps, delayMs: random.below(12) };
    case 1:
      return { at: "file", events: 1 + random.below(30) };
    case 2:
      return { at: "write", writes: 1 + random.below(4), delayMs: random.below(200) / 10 };
    default:
      return { at: "save", steps, delayMs: random.below(40) };
  }
}

/** Carries a plan out on a process that is told by {@link heard} what it says. */
export class Killer {
  readonly #plan: KillPlan;
  readonly #process: () => TrainingProcess;
  readonly #directory: string;
  #steps = 0;
  #writes = 0;
  #events = 0;
  #watcher: FSWatcher | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(plan: KillPlan, directory: string, process: () => TrainingProcess) {
    this.#plan = plan;
    this.#directory = directory;
    this.#process = process;
  }

  /** To be called with each line of the process. */
  heard({ kind }: Line): void {
    if (kind === "step") this.#stepped();
    if (kind === "writing" && this.#plan.at === "write") {
      this.#writes += 1;
      if (this.#writes === this.#plan.writes) this.#killAfter(this.#plan.delayMs);
    }
  }

  /** Ends what it waits for. */
  dispose(): void {
    this.#watcher?.close();
    clearTimeout(this.#timer);
  }

  #stepped(): void {
    this.#steps += 1;
    const plan = this.#plan;
    if (plan.at === "file") this.#watcher ??= watch(this.#directory, () => this.#filed());
    if (plan.at === "step" && this.#steps === plan.steps) this.#killAfter(plan.delayMs);
    if (plan.at === "save" && this.#steps === plan.steps) {
      this.#process().kill("SIGTERM");
      this.#killAfter(plan.delayMs);
    }
  }

  #filed(): void {
    this.#events += 1;
    if (this.#plan.at === "file" && this.#events === this.#plan.events) this.#killAfter(0);
  }

  #killAfter(delayMs: number): void {
    if (delayMs === 0) this.#process().kill("SIGKILL");
    else this.#timer = setTimeout(() => this.#process().kill("SIGKILL"), delayMs);
  }
}
