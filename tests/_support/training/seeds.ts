import assert from "node:assert/strict";
import { ParameterGroup } from "../../../core/arena/parameter_group.ts";
import type { Batch } from "../../../core/data/feeder.ts";
import { GradientAccumulator } from "../../../core/gradients/gradient_accumulator.ts";
import type { StepGradient } from "../../../core/gradients/gradient_rule.ts";
import { openGradients } from "../../../core/gradients/open_gradients.ts";
import {
  GRADIENT_AGGREGATOR,
  type GradientAggregator,
  HOST_BUILDER,
  KASMINA,
  type Kasmina,
  type KasminaParts,
  OBJECTIVE,
  type Objective,
  type ParameterGroups,
  type PreparedCommand,
  RandomStream,
  type SeedTraining,
  type SeedTransition,
  withSeededMathRandom,
} from "../../../core/mod.ts";
import { type ContainerModule, tf } from "../../../deps.ts";
import {
  adamw,
  mlp,
  type SeedsOptions,
  seeds,
  softmaxCrossEntropy,
  weightedSum,
} from "../../../modules/mod.ts";
import { SeedLifecycleStage, SeedOperation } from "../../../proto/mod.ts";
import { commandOf, seedFields } from "../../../testing/_support/commands.ts";
import { epochOf } from "../../../testing/_support/reports.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { useTestBackend } from "../../../testing/_support/test_backend.ts";
import { managerOf } from "../optimizers/groups.ts";
import { optimizerOf } from "../optimizers/optimizers.ts";
import { leavesNoTensorsAfter } from "./training.ts";

const CLASSES = 3;
const EXAMPLES = 8;

/** How a stage for seeds is set up. */
export interface SeedStageOptions extends SeedsOptions {
  /** @default an MLP of 4 inputs with a slot behind each of its hidden layers of 6 and 5 units */
  readonly host?: ContainerModule;
  /** What grows in it. @default "dense-bottleneck" */
  readonly blueprint?: string;
  /** What combines gradients. @default weightedSum() */
  readonly aggregator?: ContainerModule;
  /** Every so many steps gradients are taken one by one. @default 1 */
  readonly measuredEvery?: number;
  /** What empty slots are measured on. @default nothing */
  readonly examples?: KasminaParts["examples"];
}

/** A small host with seeds in it, outside of any run. Made by {@link seedStage}. */
export class SeedTestStage {
  readonly batch: Batch;
  /** Changes of stage, and gates that were not passed. */
  readonly transitions: SeedTransition[] = [];
  readonly faults: string[] = [];
  readonly progress: { step: number; epoch: number };
  readonly training: SeedTraining;
  readonly #gradients: GradientAccumulator;

  constructor(
    readonly kasmina: Kasmina,
    readonly parts: KasminaParts & { readonly objective: Objective },
    readonly groups: ParameterGroups,
    readonly blueprint: string,
    aggregator: GradientAggregator,
    measuredEvery: number,
  ) {
    this.progress = parts.progress as { step: number; epoch: number };
    this.training = kasmina.attach?.(parts) as SeedTraining;
    const { host, objective, random } = parts;
    const settings = { taskClipNorm: undefined, topLayerNorms: 0 };
    const seeds = this.training;
    const rule = openGradients({
      host,
      objective,
      groups,
      seeds,
      aggregator,
      settings,
      random: random("aggregator"),
      progress: this.progress,
      measuredEvery,
    });
    this.#gradients = new GradientAccumulator(rule, random("dropout"));
    this.training.listen({
      onTransition: (transition) => this.transitions.push(transition),
      onFault: (message) => this.faults.push(message),
    });
    this.batch = batchFor(host.inputShapes[0] as readonly number[]);
  }

  /** Gradients of the batch, which the caller disposes. */
  differentiate(): StepGradient {
    this.#gradients.add(this.batch);
    return this.#gradients.take();
  }

  /** Updates every group at a rate of 0.01. Returns the host's loss before. */
  step(): number {
    const { gradients, norms, seedLosses: losses = [], metrics } = this.differentiate();
    let at = 0;
    for (const group of this.groups) group.update(gradients[at++] as tf.Tensor1D, 0.01);
    for (const gradients_P of gradients) gradients_P.dispose();
    this.progress.step += 1;
    this.training.advance({ applied: true, norms, losses });
    return metrics[0] as number;
  }

  /** Ends an epoch of some loss. */
  endEpoch(loss = 1): void {
    const pass = { loss, metrics: {} };
    this.training.endEpoch(epochOf(this.progress.epoch + 1, { train: pass, validation: pass }));
    this.progress.epoch += 1;
  }

  /** Prepares an operation on the seed of a slot, of the first where nothing else is said. */
  prepare(
    operation: SeedOperation,
    parameters: Record<string, number> = {},
    targetSeedId: string = this.#first,
  ): PreparedCommand {
    const fields = seedFields({
      targetSeedId,
      seedOperation: { operation, blueprintId: this.blueprint, parameters },
      annotations: { reason: "a test" },
    });
    return this.kasmina.prepare(commandOf(fields)) as PreparedCommand;
  }

  /** Stage of the seed of the first slot. */
  get stage(): SeedLifecycleStage {
    return this.kasmina.seedStates()[0]?.stage as SeedLifecycleStage;
  }

  /** The host's outputs for the batch. */
  outputs(): number[] {
    const { host } = this.parts;
    return tf.tidy(() => [
      ...(host.forward(this.batch.inputs, false)[0] as tf.Tensor).dataSync<"float32">(),
    ]);
  }

  /** Gives back every tensor of it. */
  dispose(): void {
    this.training.dispose();
    this.groups.dispose();
    this.parts.host.dispose();
    this.batch.dispose();
  }

  get #first(): string {
    return this.parts.host.slots?.[0]?.name ?? "";
  }
}

/** A small host with seeds in it, outside of any run, on the cpu. */
export async function seedStage({
  host: module = smallHost(),
  blueprint = "dense-bottleneck",
  aggregator: combining = weightedSum(),
  measuredEvery = 1,
  examples,
  ...options
}: SeedStageOptions = {}): Promise<SeedTestStage> {
  await useTestBackend();
  const kasmina = await resolveProvider(KASMINA, seeds(options));
  const objective = await resolveProvider(OBJECTIVE, softmaxCrossEntropy());
  const builder = await resolveProvider(HOST_BUILDER, module);
  const random = (name: string) => new RandomStream(7, name);
  const host = withSeededMathRandom(random("weights"), () => builder.build());
  const group = new ParameterGroup(host.parameters, host.buffers, optimizerOf(adamw()));
  const progress = { step: 0, epoch: 0 };
  const { manager: optimizers, groups, rates } = managerOf([group], { progress });
  const own = { host, objective, groups, optimizers, rates, progress, random };
  const parts = { ...own, ...(examples && { examples }) };
  const aggregator = await resolveProvider(GRADIENT_AGGREGATOR, combining);
  return new SeedTestStage(kasmina, parts, groups, blueprint, aggregator, measuredEvery);
}

/** Runs `work` with a stage whose blends take 4 steps or as given, and fails if it leaves tensors behind. */
export function onSeedStage(
  work: (stage: SeedTestStage) => void,
  options: SeedStageOptions = { blendSteps: 4 },
): Promise<void> {
  return leavesNoTensorsAfter(async () => {
    const stage = await seedStage(options);
    work(stage);
    stage.dispose();
  });
}

/** Fails unless `work` refuses a command with a message like this one. */
export function refuses(work: () => unknown, message: RegExp): void {
  assert.throws(work, { code: "command/refused", message });
}

const { SEED_STAGE_GERMINATED, SEED_STAGE_TRAINING, SEED_STAGE_BLENDING } = SeedLifecycleStage;
const { SEED_STAGE_SHADOWING, SEED_STAGE_PROBATIONARY, SEED_STAGE_FOSSILIZED } = SeedLifecycleStage;

/** What takes a seed from a stage to the next, and what has to happen before. */
const WAY: readonly (readonly [SeedLifecycleStage, SeedOperation, steps: number])[] = [
  [SEED_STAGE_GERMINATED, SeedOperation.SEED_OP_GERMINATE, 0],
  [SEED_STAGE_TRAINING, SeedOperation.SEED_OP_START_TRAINING, 0],
  [SEED_STAGE_BLENDING, SeedOperation.SEED_OP_START_GRAFTING, 10],
  [SEED_STAGE_SHADOWING, SeedOperation.SEED_OP_STABILIZE, 4],
  [SEED_STAGE_PROBATIONARY, SeedOperation.SEED_OP_EVALUATE, 0],
  [SEED_STAGE_FOSSILIZED, SeedOperation.SEED_OP_FOSSILIZE, 0],
];

/** Takes the seed of the first slot from where it is to a stage; blends of up to 4 steps are done by then. */
export function growTo(stage: SeedTestStage, to: SeedLifecycleStage): void {
  for (const [next, operation, steps] of WAY) {
    if (next <= stage.stage) continue;
    for (let step = 0; step < steps; step++) stage.step();
    stage.endEpoch();
    stage.prepare(operation).commit();
    if (next === to) return;
  }
}

function smallHost(): ContainerModule {
  return mlp({ inputShape: [4], hidden: [6, 5], classes: CLASSES, dropout: 0.25, slots: true });
}

function batchFor(shape: readonly number[]): Batch {
  const size = shape.reduce((product, extent) => product * extent, EXAMPLES);
  const values = Float32Array.from({ length: size }, (_, i) => Math.sin(i * 1.7));
  const inputs = [tf.tensor(values, [EXAMPLES, ...shape])];
  const labels = Int32Array.from({ length: EXAMPLES }, (_, i) => i % CLASSES);
  const targets = [tf.tensor1d(labels, "int32")];
  return {
    inputs,
    targets,
    size: EXAMPLES,
    indices: new Uint32Array(EXAMPLES),
    dispose: () => tf.dispose([...inputs, ...targets]),
  };
}
