import type { tf } from "../../deps.ts";
import {
  disposeSnapshot,
  type GroupsSnapshot,
  type ParameterGroups,
} from "../arena/parameter_groups.ts";
import { TolariaError } from "../errors/mod.ts";
import type { PassReport } from "../ports/reports/pass_report.ts";
import type { SeedsSnapshot, SeedTraining } from "../ports/seed_training.ts";
import type { CheckedRunOptions } from "../settings/settings.ts";
import { type MonitoredMetrics, monitoredNames } from "./objective_metrics.ts";

/** What has weights. */
interface Network {
  readonly groups: ParameterGroups;
  readonly seeds: SeedTraining;
}

/** The best epoch, with its weights if they are held. */
export interface BestSoFar {
  readonly epoch: number;
  readonly value: number;
  readonly kept?: Kept | undefined;
}

/** The weights of an epoch. */
export interface Kept {
  readonly groups: GroupsSnapshot;
  readonly seeds: SeedsSnapshot;
}

/** The metrics of an epoch that may say which is best. */
export interface Measured {
  readonly epoch: number;
  readonly train: PassReport;
  readonly validation?: PassReport | undefined;
}

/** Tracks the best epoch, holds its weights to be saved or restored, and decides when to stop early. */
export class BestEpoch {
  readonly #monitor: string;
  readonly #lowerIsBetter: boolean;
  readonly #options: CheckedRunOptions;
  #best: BestSoFar | undefined;
  #epochsSince = 0;

  /**
   * @param metrics What may be monitored besides the loss.
   * @throws {TolariaError} `options/invalid` if `options.monitor` names none of them.
   */
  constructor(options: CheckedRunOptions, metrics: MonitoredMetrics) {
    const { train, validation } = metrics;
    const known = monitoredNames(metrics);
    this.#monitor = options.monitor ?? (validation ? "val_loss" : "loss");
    this.#options = options;
    const measured = this.#monitor.replace(/^val_/, "");
    const specs = measured === this.#monitor ? train : (validation ?? []);
    this.#lowerIsBetter = specs.find(({ name }) => name === measured)?.better !== "higher";
    if (known.includes(this.#monitor)) return;
    throw new TolariaError(
      "options/invalid",
      `"monitor" must be one of ${known.join(", ")}, but is ${JSON.stringify(this.#monitor)}. Cannot run.`,
    );
  }

  /** The tensors that it holds. */
  get tensors(): tf.Tensor[] {
    const kept = this.#best?.kept;
    if (!kept) return [];
    const groups = [...kept.groups.values()];
    return [
      ...groups.flatMap(({ parameters_P, buffers }) => [parameters_P, ...buffers]),
      ...kept.seeds.weights.values(),
    ];
  }

  /** The metric that says which epoch is best. */
  get monitor(): string {
    return this.#monitor;
  }

  /** Whether the best epoch's weights are wanted and were not kept, as a run did not want them at that time. */
  get lacksWeights(): boolean {
    return this.#options.restoreBest && this.#best !== undefined && !this.#best.kept;
  }

  /** Whether its weights are part of the run's state, so that a resumed run has them. */
  get isDurable(): boolean {
    return this.#options.restoreBest || this.#options.keepBest === true;
  }

  /** Number of the best epoch so far. */
  get epoch(): number | undefined {
    return this.#best?.epoch;
  }

  /** The best epoch so far with its weights, which stay its own. */
  get best(): BestSoFar | undefined {
    return this.#best;
  }

  /** Epochs since the best one. */
  get epochsSince(): number {
    return this.#epochsSince;
  }

  /** Exchanges what it remembers; hands back what it did before, with the weights. */
  exchange(best: BestSoFar | undefined, epochsSince: number): BestSoFar | undefined {
    const before = this.#best;
    this.#best = best;
    this.#epochsSince = epochsSince;
    return before;
  }

  /** Whether there was no improvement for as long as the run has patience. */
  get exhausted(): boolean {
    const patience = this.#options.earlyStopping?.patience;
    return patience !== undefined && this.#epochsSince >= patience;
  }

  /** Adds an epoch. Returns whether it is the best so far. */
  observe(measured: Measured, { groups, seeds }: Network): boolean {
    const value = this.#valueOf(measured);
    if (!this.#improves(value)) {
      this.#epochsSince += 1;
      return false;
    }
    this.#epochsSince = 0;
    this.dispose();
    this.#best = {
      epoch: measured.epoch,
      value,
      ...((this.#options.restoreBest || this.#options.keepBest !== false) && {
        kept: { groups: groups.snapshot({ average: true }), seeds: seeds.snapshot() },
      }),
    };
    return true;
  }

  /** Restores the best epoch's weights if that is asked for and they are held. Returns that epoch. */
  restore({ groups }: Network): number | undefined {
    if (!this.#options.restoreBest || !this.#best?.kept) return undefined;
    // First, as it may fail: all or none.
    this.#best.kept.seeds.restore();
    groups.restore(this.#best.kept.groups);
    return this.#best.epoch;
  }

  /** Lets go of the weights that it holds. */
  dispose(): void {
    disposeKept(this.#best?.kept);
  }

  #valueOf({ train, validation }: Measured): number {
    const validated = this.#monitor.startsWith("val_") ? validation : undefined;
    const name = validated ? this.#monitor.slice("val_".length) : this.#monitor;
    const pass = validated ?? train;
    return (name === "loss" ? pass.loss : pass.metrics[name]) as number;
  }

  #improves(value: number): boolean {
    if (Number.isNaN(value)) return false;
    if (this.#best === undefined) return true;
    const minDelta = this.#options.earlyStopping?.minDelta ?? 0;
    const gain = this.#lowerIsBetter ? this.#best.value - value : value - this.#best.value;
    return minDelta > 0 ? gain >= minDelta : gain > 0;
  }
}

/** Lets go of weights. */
export function disposeKept(kept: Kept | undefined): void {
  if (!kept) return;
  disposeSnapshot(kept.groups);
  kept.seeds.dispose();
}
