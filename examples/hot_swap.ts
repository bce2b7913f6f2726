// Exchanges Adam for SGD with momentum in the middle of a run: once with what Adam remembers carried over, once
// with it dropped, and both beside the run that keeps Adam. All three have the same seed, the same batches and,
// where they swap, the same rate. Run it: npx bun examples/hot_swap.ts
import { stdout } from "node:process";
import { adam, createTrainer, digits, mlp, sgd } from "tolaria";
import type { OptimizerManager } from "tolaria/optimizers";
import { RUN_OBSERVER } from "tolaria/ports";
import type { OptimizerChange } from "tolaria/reports";
import { constant } from "tolaria/schedules";
import { ContainerModule } from "../deps.ts";
import { plot } from "./_plot.ts";

/** The three runs. */
export interface HotSwapOptions {
  readonly seed: number;
  /** Steps before the swap. */
  readonly swapAfter: number;
  /** Steps that are compared after it. */
  readonly compared: number;
  /** Outputs of the network's hidden layers. */
  readonly hidden: readonly number[];
}

/** Loss of each step, by what became of Adam's state. */
export interface HotSwapResult {
  readonly kept: readonly number[];
  readonly carried: readonly number[];
  readonly dropped: readonly number[];
  /** The change of the second run. */
  readonly change: OptimizerChange;
}

/** Trains three times. */
export async function hotSwap(options: HotSwapOptions): Promise<HotSwapResult> {
  const kept = await train(options, () => []);
  const carried = await train(options, (manager) => manager.swap("host", sgd({ momentum: 0.9 })));
  const [change] = carried.changes as [OptimizerChange];
  const dropped = await train(options, (manager) =>
    manager.swap("host", sgd({ momentum: 0.9 }), { reset: true, rate: change.rateFactor }),
  );
  return { kept: kept.losses, carried: carried.losses, dropped: dropped.losses, change };
}

async function train(
  { seed, swapAfter, compared, hidden }: HotSwapOptions,
  swap: (manager: OptimizerManager) => readonly OptimizerChange[],
): Promise<{ losses: number[]; changes: readonly OptimizerChange[] }> {
  const losses: number[] = [];
  const enough = new AbortController();
  const observer = new ContainerModule(({ bind }) => {
    bind(RUN_OBSERVER).toConstantValue({
      onStep: ({ step, loss }) => {
        losses.push(loss);
        if (step === swapAfter) swap(manager);
        if (step === swapAfter + compared) enough.abort();
      },
    });
  });
  await using trainer = createTrainer({
    host: mlp({ inputShape: [28, 28, 1], hidden, classes: 10 }),
    data: digits(),
    modules: [adam(), constant(1e-3), observer],
    batchSize: 128,
    seed,
  });
  const manager = await trainer.optimizers();
  const epochs = Math.ceil((swapAfter + compared) / 60);
  const report = await trainer.run({ epochs, signal: enough.signal });
  return { losses, changes: report.optimizerChanges };
}

/** Means over the steps after the swap, as shares of the run that kept its optimizer. */
export function compare({ kept, carried, dropped }: HotSwapResult, swapAfter: number) {
  const mean = (losses: readonly number[]) =>
    losses.slice(swapAfter).reduce((sum, loss) => sum + loss, 0) / (losses.length - swapAfter);
  const worst = carried
    .map((loss, step) => Math.abs(loss / (kept[step] as number) - 1))
    .slice(swapAfter);
  return {
    kept_loss: mean(kept),
    carried_loss: mean(carried),
    dropped_loss: mean(dropped),
    carried_over_kept: mean(carried) / mean(kept),
    dropped_over_kept: mean(dropped) / mean(kept),
    worst_step_apart: Math.max(...worst),
  };
}

if (import.meta.main) {
  const options = { seed: 0, swapAfter: 60, compared: 20, hidden: [64] };
  const result = await hotSwap(options);
  const shown = { from: options.swapAfter - 20, mark: options.swapAfter };
  stdout.write(
    `${plot({ "Adam kept": result.kept, "SGD, state dropped": result.dropped, "SGD, state carried": result.carried }, shown)}\n\n`,
  );
  const { rateFactor, transfers, prepareMs, commitMs } = result.change;
  const took = (prepareMs + commitMs).toFixed(1);
  stdout.write(`Adam to SGD in ${took} ms, rate times ${rateFactor.toFixed(2)}\n`);
  for (const { parameter, slot, from, action } of transfers) {
    stdout.write(`  ${parameter}: ${from ? `${from} to ` : ""}${slot} ${action}\n`);
  }
  stdout.write(`${JSON.stringify(compare(result, options.swapAfter))}\n`);
}
