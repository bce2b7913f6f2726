import type { RunReport } from "../../core/mod.ts";
import type { ContainerModule } from "../../deps.ts";
import {
  adamw,
  arrays,
  constant,
  createTrainer,
  memory,
  mlp,
  SpanRecorder,
  silent,
  type TrainerConfig,
} from "../../modules/mod.ts";
import { testBackend } from "../../testing/_support/test_backend.ts";
import { onStillClock } from "../_support/training/still_clock.ts";

const EXAMPLES = 48;
const FEATURES = 4;
const CLASSES = 3;

/** What a small run is made of, on top of what every one has. */
export interface SmallRunOptions extends Partial<Pick<TrainerConfig, "control" | "stepSpanEvery">> {
  readonly modules?: readonly ContainerModule[];
  /** @default AdamW */
  readonly optimizer?: ContainerModule;
  /** @default 0.05 */
  readonly learningRate?: number;
}

/** A trainer of a network of 67 numbers, 3 steps an epoch, and where its spans are kept. */
export function smallTrainer({
  modules = [],
  optimizer = adamw(),
  learningRate = 0.05,
  ...settings
}: SmallRunOptions) {
  const recorder = new SpanRecorder();
  const trainer = createTrainer({
    host: mlp({ inputShape: [FEATURES], hidden: [8], classes: CLASSES }),
    data: arrays({ ...examples(EXAMPLES), validation: examples(12) }),
    modules: onStillClock([
      testBackend(),
      optimizer,
      constant(learningRate),
      memory(recorder),
      silent(),
      ...modules,
    ]),
    batchSize: EXAMPLES / 3,
    seed: 3,
    ...settings,
  });
  return { trainer, recorder };
}

/** Trains for some epochs, and disposes the trainer. */
export async function smallRun(
  epochs: number,
  options: SmallRunOptions,
): Promise<{ readonly report: RunReport; readonly recorder: SpanRecorder }> {
  const { trainer, recorder } = smallTrainer(options);
  try {
    return { report: await trainer.run({ epochs }), recorder };
  } finally {
    await trainer.dispose();
  }
}

/** Attributes of the events called `name` of every span, in the order in which they came. */
export function eventsOf(recorder: SpanRecorder, name: string) {
  return recorder.spans
    .flatMap(({ events }) => events)
    .filter((event) => event.name === name)
    .map(({ attributes }) => attributes);
}

function examples(count: number) {
  const label = (index: number) => index % CLASSES;
  const values = Array.from({ length: count * FEATURES }, (_, at) =>
    Math.sin(at + label(Math.floor(at / FEATURES)) * 2),
  );
  const labels = Array.from({ length: count }, (_, index) => label(index));
  return {
    inputs: { x: { values, shape: [FEATURES] } },
    targets: { y: { values: labels, classes: CLASSES } },
  };
}
