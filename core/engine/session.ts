import { ParameterGroup } from "../arena/parameter_group.ts";
import { CommandInbox } from "../commands/inbox.ts";
import { BatchFeeder } from "../data/batch_feeder.ts";
import { TolariaError } from "../errors/mod.ts";
import { LearningRateAuthority } from "../learning_rates/authority.ts";
import type { DataSplits, Dataset } from "../ports/dataset.ts";
import type { Host } from "../ports/host.ts";
import { RandomStream, withSeededMathRandom } from "../random.ts";
import type { Services } from "../trainer/services.ts";
import type { CheckedSettings } from "../trainer/settings.ts";
import { GradientAccumulator } from "./gradient_accumulator.ts";
import { NonFiniteGuard } from "./non_finite_guard.ts";
import { checkInputs } from "./shapes.ts";

/** What a trainer holds from its first run to its end. */
export interface Session {
  readonly services: Services;
  readonly settings: CheckedSettings;
  readonly splits: DataSplits;
  readonly host: Host;
  readonly group: ParameterGroup;
  readonly gradients: GradientAccumulator;
  readonly guard: NonFiniteGuard;
  readonly rates: LearningRateAuthority;
  readonly train: BatchFeeder;
  readonly validation: BatchFeeder | undefined;
  /** Commands from outside. */
  readonly inbox: CommandInbox;
  /** Where training stands; moves on with each step and epoch. */
  readonly progress: { step: number; epoch: number };
}

/** Makes everything ready to train: backend, data, network, arena. Leaves nothing behind if it fails. */
export async function openSession(services: Services, settings: CheckedSettings): Promise<Session> {
  await services.backend.start();
  await services.tamiyo.start();
  const splits = await services.data.open(settings.seed);
  const host = withSeededMathRandom(new RandomStream(settings.seed, "weights"), () =>
    services.hostBuilder.build(),
  );
  try {
    return assemble(services, settings, splits, host);
  } catch (error) {
    host.dispose();
    throw error;
  }
}

function assemble(
  services: Services,
  settings: CheckedSettings,
  splits: DataSplits,
  host: Host,
): Session {
  const { objective, optimizer, policy } = services;
  if (host.parameters.length === 0) {
    throw new TolariaError(
      "host/unsupported",
      `Cannot train '${host.name}' as none of its weights is trainable: unfreeze a layer`,
    );
  }
  for (const split of [splits.train, splits.validation]) if (split) checkInputs(host, split.inputs);
  objective.check(host, splits.train.targets);
  const group = new ParameterGroup(host.parameters, host.statistics, optimizer);
  const dropout = new RandomStream(settings.seed, "dropout");
  return {
    services,
    settings,
    splits,
    host,
    group,
    gradients: new GradientAccumulator(host, objective, group, dropout),
    guard: new NonFiniteGuard(settings.maxNonFiniteSteps),
    rates: new LearningRateAuthority(policy),
    train: new BatchFeeder(splits.train, {
      batchSize: settings.batchSize,
      order: new RandomStream(settings.seed, "shuffle"),
    }),
    validation: splits.validation && validationFeeder(splits.validation, settings),
    inbox: new CommandInbox(services.gate, services.clock),
    progress: { step: 0, epoch: 0 },
  };
}

function validationFeeder(dataset: Dataset, settings: CheckedSettings): BatchFeeder {
  return new BatchFeeder(dataset, { batchSize: settings.validationBatchSize });
}

/** Gives back every tensor of the session. */
export function closeSession(session: Session): void {
  session.train.dispose();
  session.validation?.dispose();
  session.gradients.reset();
  session.group.dispose();
  session.host.dispose();
}

/** Optimizer updates in an epoch. */
export function stepsPerEpoch(session: Session): number {
  return Math.ceil(session.train.batchesPerEpoch / session.settings.accumulationSteps);
}

/** Optimizer updates in the next `epochs` epochs, the first of which may be in progress. */
export function stepsAhead(session: Session, epochs: number): number {
  const { train, settings } = session;
  // At the end of an epoch all of its batches are handed out, and none of the next one's.
  const batches = train.batchesPerEpoch - (train.cursor().batch % train.batchesPerEpoch);
  return Math.ceil(batches / settings.accumulationSteps) + (epochs - 1) * stepsPerEpoch(session);
}
