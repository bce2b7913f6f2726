import {
  type Alarm,
  DATA_SOURCE,
  type RunReport,
  WATCHDOG,
  type Watchdog,
} from "../../core/mod.ts";
import { Container, ContainerModule } from "../../deps.ts";
import {
  type AutopilotOptions,
  adamw,
  arrays,
  autopilot,
  constant,
  type Modules,
  snapshots,
  watchdog,
} from "../../modules/mod.ts";
import {
  scaledLoss,
  spiral,
  type TrainerChanges,
  trainerOf,
} from "../_support/training/training.ts";

/** Alarms after two losses in a row that are 15 times the average, from the sixth step on. */
export const WATCH = {
  armedAfter: 5,
  window: 20,
  consecutive: 2,
  lossSigma: false,
  lossJump: false,
} as const;

/** Back to just before it, and on as if nothing had been. */
export const BACK_ONLY: AutopilotOptions = {
  margin: 0,
  quarantine: false,
  rateFactor: 1,
  clearAfter: 5,
};

/** Ten batches an epoch; a state is held every 4 steps. */
export function trainer(
  objective: Modules,
  modules: readonly Modules[] = [],
  changes: TrainerChanges = {},
) {
  return trainerOf({
    data: arrays(spiral(40)),
    modules: [
      adamw(),
      constant(0.01),
      objective,
      ...(modules.length > 0
        ? modules
        : [watchdog(WATCH), autopilot(BACK_ONLY), snapshots({ everySteps: 4 })]),
    ],
    ...changes,
  });
}

/** A loss that is `factor` times what it should be for some of the batches that come by, counted from 0. */
export const faultAt = (calls: readonly number[], factor = 1e3) =>
  scaledLoss((call) => (calls.includes(call) ? factor : 1));

/** Trains, and disposes the trainer. */
export async function run(made: ReturnType<typeof trainer>, epochs = 4): Promise<RunReport> {
  await using live = made;
  return await live.run({ epochs });
}

/** Watches as the run's own would, and is told of each step `lag` steps late, as a GPU's numbers come. */
export function lagging(lag: number): ContainerModule {
  const container = new Container();
  container.load(watchdog(WATCH));
  const inner = container.get(WATCHDOG);
  const queue: Parameters<Watchdog["observeStep"]>[0][] = [];
  const late: Watchdog = {
    name: "lagging",
    observeStep: (numbers): Alarm | undefined => {
      queue.push(numbers);
      const told = queue.length > lag ? queue.shift() : undefined;
      const alarm = told && inner.observeStep(told);
      // What is on its way was of steps that are undone.
      if (alarm) queue.length = 0;
      return alarm;
    },
    observeEpoch: (numbers) => inner.observeEpoch(numbers),
    state: () => inner.state(),
    restore: (state) => inner.restore(state),
  };
  return new ContainerModule(({ bind }) => {
    bind(WATCHDOG).toConstantValue(late);
  });
}

/** Points on a spiral; remembers which were asked for. */
export function recorded(seen: number[][]): ContainerModule {
  const container = new Container();
  container.load(arrays(spiral(40)));
  const source = container.get(DATA_SOURCE);
  return new ContainerModule(({ bind }) => {
    bind(DATA_SOURCE).toConstantValue({
      name: "recorded",
      open: async (seed) => {
        const { train } = await source.open(seed);
        return {
          train: {
            size: train.size,
            inputs: train.inputs,
            targets: train.targets,
            gather: (indices, spare) => {
              seen.push([...indices]);
              return train.gather(indices, spare);
            },
          },
        };
      },
    });
  });
}
