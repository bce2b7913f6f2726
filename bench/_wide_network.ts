import { type Recovery, RUN_OBSERVER, type Trainer } from "../core/mod.ts";
import { ContainerModule } from "../deps.ts";
import {
  adamw,
  arrays,
  constant,
  createTrainer,
  type Modules,
  mlp,
  silent,
} from "../modules/mod.ts";
import { backendOf } from "./_harness.ts";

const INPUTS = 784;
const CLASSES = 10;
const EXAMPLES = 400;
/** Few: a step of so many weights takes long enough with them. */
const BATCH = 4;

/** Trains a perceptron of about `params` weights with AdamW, and calls `onStep` between its steps. */
export function wideTrainer(
  params: number,
  backend: string,
  modules: readonly Modules[],
  onStep: (step: number) => void,
): Trainer {
  const make = backendOf(backend);
  const watching = new ContainerModule(({ bind }) => {
    bind(RUN_OBSERVER).toConstantValue({ onStep: ({ step }: { step: number }) => onStep(step) });
  });
  const values = Float32Array.from({ length: EXAMPLES * INPUTS }, (_, at) => Math.sin(at));
  return createTrainer({
    host: mlp({ inputShape: [INPUTS], hidden: hiddenUnits(params), classes: CLASSES }),
    data: arrays({
      inputs: { x: { values, shape: [INPUTS] } },
      targets: {
        y: {
          values: Int32Array.from({ length: EXAMPLES }, (_, at) => at % CLASSES),
          classes: CLASSES,
        },
      },
    }),
    modules: [make(), adamw(), constant(1e-4), silent(), watching, ...modules],
    batchSize: BATCH,
  });
}

/** Two hidden layers of h units: h^2 + h (inputs + classes) is about `params`. */
function hiddenUnits(params: number): number[] {
  const linear = INPUTS + CLASSES;
  const units = Math.max(1, Math.round((Math.sqrt(linear ** 2 + 4 * params) - linear) / 2));
  return [units, units];
}

/** The number of weights that was asked for. */
export function paramsOf(extra: Readonly<Record<string, string>>): number {
  const params = Number(extra.params ?? 1_000_000);
  if (Number.isInteger(params) && params >= 1000) return params;
  throw new RangeError(
    `"--params" must be a whole number of at least 1000, but is ${extra.params}. Cannot measure.`,
  );
}

/** Takes `trainer`'s run back and makes it durable, as soon as there is a run. */
export async function recoveryOf(trainer: Trainer): Promise<Recovery> {
  for (;;) {
    const recovery = await trainer.recovery();
    if (recovery) return recovery;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
