import { RUN_OBSERVER, type Trainer } from "../core/mod.ts";
import { ContainerModule } from "../deps.ts";
import { adamw, arrays, constant, createTrainer, mlp } from "../modules/mod.ts";
import { type Examples, TASK } from "./_mlp_task.ts";

/** A trainer of the task that says how long a step of the whole loop takes, and not only the step's own part. */
export class TimedTrainer {
  readonly #trainer: Trainer;
  readonly #stepMs: number[] = [];

  constructor(
    backend: ContainerModule,
    { images, labels }: Examples,
    modules: readonly ContainerModule[] = [],
  ) {
    const { learningRate, ...optimizer } = TASK.optimizer;
    const clock = new ContainerModule(({ bind }) => {
      bind(RUN_OBSERVER).toConstantValue({ onStep: () => this.#stepMs.push(performance.now()) });
    });
    this.#trainer = createTrainer({
      host: mlp({ inputShape: [TASK.inputs], hidden: TASK.hidden, classes: TASK.classes }),
      data: arrays({
        inputs: { image: { values: images, shape: [TASK.inputs] } },
        targets: { label: { values: labels, classes: TASK.classes } },
      }),
      modules: [
        backend,
        adamw({ ...optimizer, weightDecay: 0 }),
        constant(learningRate),
        clock,
        ...modules,
      ],
      batchSize: TASK.batch,
    });
  }

  /** Trains an epoch. Returns how long a step took, in milliseconds. */
  async epoch(): Promise<number> {
    this.#stepMs.length = 0;
    await this.#trainer.run({ epochs: 1 });
    const [first, last] = [this.#stepMs[0] as number, this.#stepMs.at(-1) as number];
    return (last - first) / (this.#stepMs.length - 1);
  }

  /** Gives back its tensors. */
  dispose(): Promise<void> {
    return this.#trainer.dispose();
  }
}
