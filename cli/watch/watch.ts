import { STATUS } from "../../core/mod.ts";
import { type JoinedRun, joinRun } from "../../modules/mod.ts";
import { describeRun, type RunDescription } from "../emergency/describe_run.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { type Interruption, listenForInterruption } from "../signals.ts";
import { renderView } from "./render_view.ts";

/** Options of `watch`. */
export interface WatchFlags {
  readonly run?: string;
}

const SHOW_EVERY_MS = 250;

/** Clears a terminal and moves the cursor to its first corner. */
const HOME = "\u001b[H\u001b[J";

/** Number of losses kept for the curve. */
const HISTORY = 2000;

/** Shows a run of another process until it ends or a signal arrives. Returns the exit code. */
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

/** Loss of a run at each new step. */
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
