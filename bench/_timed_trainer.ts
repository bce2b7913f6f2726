import { RUN_OBSERVER, type Trainer } from "../core/mod.ts";
import { ContainerModule } from "../deps.ts";
import { adamw, arrays, constant, createTrainer } from "../modules/mod.ts";
import { ADAM, type Examples, type TrainingTask } from "./_task.ts";

/** A trainer of a task that says how long a step of the whole loop takes, and not only the step's own part. */
export class TimedTrainer {
  readonly #trainer: Trainer;
  readonly #stepMs: number[] = [];

  constructor(
    task: TrainingTask,
    backend: ContainerModule,
    { inputs, labels }: Examples,
    modules: readonly ContainerModule[] = [],
  ) {
    const { learningRate, ...optimizer } = ADAM;
    const { shape, ids, classes, places = [] } = task;
    const clock = new ContainerModule(({ bind }) => {
      bind(RUN_OBSERVER).toConstantValue({ onStep: () => this.#stepMs.push(performance.now()) });
    });
    this.#trainer = createTrainer({
      host: task.model("linear"),
      data: arrays({
        inputs: { x: { values: inputs, shape, ...(ids && { classes: ids }) } },
        targets: { y: { values: labels, classes, shape: places } },
      }),
      modules: [
        backend,
        adamw({ ...optimizer, weightDecay: 0 }),
        constant(learningRate),
        clock,
        ...modules,
      ],
      batchSize: task.batch,
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
