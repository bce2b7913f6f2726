import { STATUS } from "../../core/mod.ts";
import { type JoinedRun, joinRun } from "../../modules/mod.ts";
import { describeRun, type RunDescription } from "../emergency/describe_run.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { type Interruption, listenForInterruption } from "../signals.ts";
import { renderView } from "./render_view.ts";

/** What the command line says of what is to be watched. */
export interface WatchFlags {
  readonly run?: string;
}

const SHOW_EVERY_MS = 250;

/** On a terminal: back to its first corner, and what was there is gone. */
const HOME = "\u001b[H\u001b[J";

/** Losses that are kept for the curve. */
const HISTORY = 2000;

/** Shows a run of this machine from outside of its process until it ends or somebody interrupts. Returns the exit code. */
export async function watch({ run: id = "" }: WatchFlags): Promise<number> {
  const run = joinRun(id);
  const interruption = listenForInterruption(() => {});
  try {
    await show(run, interruption);
    return EXIT_CODES.done;
  } finally {
    interruption.dispose();
    run.close();
  }
}

async function show(run: JoinedRun, { signal }: Interruption): Promise<void> {
  const losses = new Losses();
  for (;;) {
    const description = describeRun(run);
    losses.note(description);
    print(description, losses.all);
    if (description.ended || signal.aborted) return;
    await pause(SHOW_EVERY_MS, signal);
  }
}

/** What a run's loss was each time that its step had moved on. */
class Losses {
  readonly all: number[] = [];
  #step = -1;

  note({ metrics }: RunDescription): void {
    const [step, loss] = [STATUS.step, STATUS.loss].map(
      (name) => metrics.find((metric) => metric.name === name)?.value,
    );
    if (loss === undefined || step === undefined || step === this.#step) return;
    this.#step = step;
    this.all.push(loss);
    if (this.all.length > HISTORY) this.all.shift();
  }
}

function print(description: RunDescription, losses: readonly number[]): void {
  const { isTTY, columns } = process.stdout;
  const color = isTTY === true && process.env.NO_COLOR === undefined;
  const view = renderView(description, losses, { color, width: columns || 100 });
  process.stdout.write(isTTY ? `${HOME}${view}\n` : `${view}\n\n`);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
    function done() {
      clearTimeout(timer);
      resolve();
    }
  });
}
