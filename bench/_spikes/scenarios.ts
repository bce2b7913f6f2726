import { HOST_GROUP, type OptimizerManager, RUN_OBSERVER, type Trainer } from "../../core/mod.ts";
import { ContainerModule } from "../../deps.ts";
import { infinitePixel, nanPixels, type Spoiled, scaledAndShuffled } from "./corrupted_data.ts";

/** How a run is spoiled. */
export interface Scenario {
  readonly name: string;
  /** What is wrong with the data from batch `at` on. */
  readonly spoiled?: (at: number) => Spoiled;
  /** The learning rate that somebody asks for after step `at`, for good. */
  readonly learningRate?: number;
}

/** Each kind of harm that a run may come to. */
export const SCENARIOS: readonly Scenario[] = [
  { name: "nan-batches", spoiled: (first) => ({ first, count: 2, corrupt: nanPixels }) },
  { name: "nan-burst", spoiled: (first) => ({ first, count: 6, corrupt: nanPixels }) },
  { name: "infinite-pixel", spoiled: (first) => ({ first, count: 5, corrupt: infinitePixel }) },
  {
    name: "scaled-shuffled",
    spoiled: (first) => ({ first, count: 4, corrupt: scaledAndShuffled(1e3) }),
  },
  { name: "exploding-rate", learningRate: 1 },
];

/** Has the optimizer command carried out that the scenario's fault is, where it is one. */
export class FaultyCommand {
  readonly #scenario: Scenario;
  readonly #at: number;
  #optimizers: OptimizerManager | undefined;

  constructor(scenario: Scenario, at: number) {
    this.#scenario = scenario;
    this.#at = at;
  }

  /** To be composed into the trainer. */
  get module(): ContainerModule {
    return new ContainerModule(({ bind }) => {
      bind(RUN_OBSERVER).toConstantValue({ onStep: ({ step }) => this.#afterStep(step) });
    });
  }

  /** To be called before the run. */
  async arm(trainer: Trainer): Promise<void> {
    this.#optimizers = await trainer.optimizers();
  }

  #afterStep(step: number): void {
    const { learningRate } = this.#scenario;
    if (learningRate === undefined || !this.#optimizers || step < this.#at) return;
    const hyperparameters = { learning_rate: learningRate };
    this.#optimizers.prepareCommand({ optimizerId: "", hyperparameters }, HOST_GROUP).commit();
    // Once: it is a slip, and not what the training is meant to be.
    this.#optimizers = undefined;
  }
}
