import type { JobOptions } from "../../modules/mod.ts";
import { higherIsBetter } from "../runs/higher_is_better.ts";
import { table } from "../table.ts";
import type { Sweep, Trial } from "./sweep_file.ts";

/** Name of the metric that tells which trial is better; undefined if no trial has any yet. */
export function sortMetric({ sort, trials }: Pick<Sweep, "sort" | "trials">): string | undefined {
  return sort ?? trials.find(({ monitor }) => monitor !== undefined)?.monitor;
}

/**
 * Sorts trials, the best first: those trained longer before those dropped earlier, then by the metric. Trials without
 * a finite value come last.
 */
export function rankTrials(trials: readonly Trial[], metric: string | undefined): readonly Trial[] {
  const sign = metric !== undefined && higherIsBetter(metric) ? -1 : 1;
  const value = ({ metrics }: Trial) => {
    const found = metric === undefined ? undefined : metrics?.[metric];
    return typeof found === "number" ? sign * found : Number.POSITIVE_INFINITY;
  };
  // Infinity minus infinity is NaN, which is no order.
  const compare = (a: number, b: number) => (a === b ? 0 : a - b);
  return [...trials].sort(
    (a, b) =>
      compare(ORDER[a.status], ORDER[b.status]) ||
      (a.status === "dropped" ? b.epoch - a.epoch : 0) ||
      compare(value(a), value(b)) ||
      a.number - b.number,
  );
}

const ORDER: Readonly<Record<Trial["status"], number>> = {
  trained: 0,
  running: 1,
  pending: 1,
  dropped: 2,
  failed: 3,
};

/** Options as they are written on the command line: `learningRate=0.001 width=64`. */
export function optionsText(options: JobOptions): string {
  return Object.entries(options)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
}

/** A trial's value of a metric, for people. */
export function metricText({ metrics }: Trial, metric: string): string {
  const value = metrics?.[metric];
  return typeof value === "number" ? value.toPrecision(4) : "-";
}

/** The trials as a table, the best first. */
export function renderSweep(sweep: Sweep): string {
  const metric = sortMetric(sweep) ?? "val_loss";
  const names = Object.keys(sweep.trials[0]?.options ?? {});
  return table(
    ["trial", ...names, metric, "epochs", "status", "run"],
    rankTrials(sweep.trials, metric).map((trial) => [
      String(trial.number),
      ...names.map((name) => String(trial.options[name])),
      metricText(trial, metric),
      String(trial.epoch),
      trial.fault === undefined ? trial.status : `${trial.status}: ${trial.fault}`,
      trial.run ?? "-",
    ]),
  );
}
