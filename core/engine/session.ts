import { checkWeights } from "../arena/check_weights.ts";
import { OwnershipCheck } from "../arena/ownership_check.ts";
import type { ParameterGroups } from "../arena/parameter_groups.ts";
import { TrainedWatch } from "../arena/trained_watch.ts";
import { BatchHistory } from "../autopilot/batch_history.ts";
import { RecoveryMemory } from "../autopilot/recovery_memory.ts";
import { EmergencyBroadcast } from "../bus/emergency_broadcast.ts";
import { asRank } from "../collective/first_rank.ts";
import { RankGroup } from "../collective/rank_group.ts";
import { CommandInbox } from "../commands/inbox.ts";
import type { ProviderFactory } from "../container/catalogue.ts";
import type { Services } from "../container/services.ts";
import { arrangeSplits, lookAtValues } from "../data/arrange_splits.ts";
import { checkInputs } from "../data/check_inputs.ts";
import { type Feeders, openFeeders } from "../data/open_feeders.ts";
import { Emergencies } from "../emergencies/emergencies.ts";
import { TolariaError } from "../errors/mod.ts";
import { Intents } from "../events/intents.ts";
import { RunEventStream } from "../events/run_event_stream.ts";
import { cacheFeatures } from "../features/mod.ts";
import type { GradientSource } from "../gradients/gradient_source.ts";
import type { RandomStreams } from "../gradients/gradients_part.ts";
import { NonFiniteGuard } from "../gradients/non_finite_guard.ts";
import { openGradientSource } from "../gradients/open_gradients.ts";
import type { LearningRateAuthority } from "../learning_rates/authority.ts";
import type { RateIntegrity } from "../learning_rates/integrity.ts";
import { openRates } from "../learning_rates/open_rates.ts";
import { ComputeLedger } from "../ledger/compute_ledger.ts";
import { checkBackend } from "../memory/check_backend.ts";
import { checkMeasured } from "../metrics/check_measured.ts";
import { EpochAccumulator } from "../metrics/epoch_accumulator.ts";
import { Interval } from "../metrics/interval.ts";
import { metricSpecs } from "../metrics/objective_metrics.ts";
import type { Trained } from "../models/mod.ts";
import { openContext } from "../monitoring/open_context.ts";
import { type JobGroup, jobGroups } from "../optimizers/job_groups.ts";
import { openGroups } from "../optimizers/open_groups.ts";
import { OptimizerManager } from "../optimizers/optimizer_manager.ts";
import { OptimizerSource } from "../optimizers/optimizer_source.ts";
import type { DataSplits } from "../ports/dataset.ts";
import type { Host } from "../ports/host.ts";
import type { Recovery } from "../ports/recovery.ts";
import type { SeedTraining } from "../ports/seed_training.ts";
import { RandomStream, withSeededMathRandom } from "../random.ts";
import { openSeeds } from "../seeds/open_seeds.ts";
import { SeedInfluences } from "../seeds/seed_influence.ts";
import type { InfluenceSums } from "../seeds/seeds_part.ts";
import type { CheckedSettings } from "../settings/settings.ts";
import type { Progress } from "../state/progress.ts";
import { EVENT_TABLE } from "./event_table.ts";

/** What a trainer holds from its first run to its end. */
export interface Session extends Feeders {
  readonly services: Services;
  readonly settings: CheckedSettings;
  readonly splits: DataSplits;
  readonly host: Host;
  readonly groups: ParameterGroups;
  readonly optimizers: OptimizerManager;
  /** The groups as the job composes them, whatever a run makes of them. */
  readonly job: readonly JobGroup[];
  /** Tells the host which weights are trained. */
  readonly trained: TrainedWatch;
  /** Watches over which weight belongs to which group. */
  readonly owners: OwnershipCheck;
  /** What grows in the network. */
  readonly seeds: SeedTraining;
  /** How much reached the weights through each seed. */
  readonly influences: InfluenceSums;
  /** Multiply-adds since the trainer's first run. */
  readonly ledger: ComputeLedger;
  /** The ranks that train together. */
  readonly group: RankGroup;
  readonly gradients: GradientSource;
  readonly guard: NonFiniteGuard;
  readonly rates: LearningRateAuthority;
  readonly integrity: RateIntegrity;
  /** Commands from outside. */
  readonly inbox: CommandInbox;
  /** Where whoever sees an emergency raises it; a level stays in force from run to run until it is stood down. */
  readonly emergencies: Emergencies;
  /** Broadcasts them over the bus, and receives those of other hosts. */
  readonly broadcast: EmergencyBroadcast;
  /** Where training stands; moves on with each step and epoch. */
  readonly progress: Progress;
  /** Which batches the last steps were taken on. */
  readonly batches: BatchHistory;
  /** What training has learned by going back. */
  readonly recoveryMemory: RecoveryMemory;
  /** Metrics of the epoch in progress. */
  readonly accumulator: EpochAccumulator;
  /** What lies since the last boundary, in a run that has such within epochs. */
  readonly interval: Interval | undefined;
  /** Streams of random numbers that are drawn from in every step, by name. */
  readonly streams: RandomStreams;
  /** Everything that happens, in this run and the next. */
  readonly events: RunEventStream;
  /** Something to do between two steps. */
  readonly intents: Intents;
  /** Does what a change of the group asks for: other shards, and what rank 0 does if this process has become that. */
  readonly regroup: () => Promise<void>;
  /** The recovery of the run in progress, and what that run or the last one has trained. */
  readonly running: { recovery?: Recovery; trained?: Trained };
}

/** Makes everything ready to train, unless `signal` ends it. Leaves nothing behind if it fails. */
export async function openSession(
  provided: Services,
  settings: CheckedSettings,
  optimizerKinds: Readonly<Record<string, ProviderFactory>> = {},
  signal?: AbortSignal,
): Promise<Session> {
  await provided.collective.start();
  const { services, promote, shareWeights } = asRank(provided);
  await services.backend.start();
  await services.tamiyo.start();
  await services.bus.start();
  const context = openContext(services.observers, signal);
  let data = await services.data.open(settings.seed, context);
  let host: Host | undefined;
  try {
    await services.hostBuilder.open?.();
    checkBackend(services.backend);
    host = withSeededMathRandom(new RandomStream(settings.seed, "weights"), () =>
      services.hostBuilder.build(data.train),
    );
    shareWeights(host);
    if (host.features) data = await cacheFeatures(host.features, data, context);
    const splits = arrangeSplits(host, services.objective, data);
    const source = new OptimizerSource(optimizerKinds);
    const session = await assemble(services, settings, splits, host, source);
    return { ...session, regroup: () => regroup(session, promote) };
  } catch (error) {
    host?.dispose();
    await data.dispose?.();
    throw error;
  }
}

/** Gathers the shards that are now this process's own, and takes over what rank 0 does if it has become that. */
async function regroup(
  { validation, sample, trialSample }: Pick<Session, "validation" | "sample" | "trialSample">,
  promote: () => Promise<void>,
): Promise<void> {
  for (const feeder of [validation, sample, trialSample]) feeder?.seek(feeder.cursor());
  await promote();
}

async function assemble(
  services: Services,
  settings: CheckedSettings,
  splits: DataSplits,
  host: Host,
  source: OptimizerSource,
): Promise<Omit<Session, "regroup">> {
  const { objective, metrics } = services;
  if (host.parameters.length === 0) {
    throw new TolariaError(
      "host/unsupported",
      `No weight of "${host.name}" is trainable: unfreeze a layer. Cannot train it.`,
    );
  }
  for (const split of [splits.train, splits.validation, splits.test]) {
    if (split) checkInputs(host, split.inputs);
  }
  checkMeasured(host, objective, metrics, splits);
  lookAtValues(splits);
  const groups = openGroups(host, services.optimizer, settings.groups, source);
  await checkWeights(host, groups);
  const job = jobGroups(groups, settings.groups);
  const streams = {
    dropout: new RandomStream(settings.seed, "dropout"),
    aggregator: new RandomStream(settings.seed, "aggregator"),
    transforms: new RandomStream(settings.seed, "gradient-transforms"),
  };
  const progress = { step: 0, epoch: 0 };
  const events = new RunEventStream(EVENT_TABLE, progress);
  const group = new RankGroup({ ...services, progress, settings });
  const feeders = openFeeders(splits, settings, group.part);
  const intents = new Intents(() => feeders.driven?.wake());
  const rates = openRates(services.policy, groups, events);
  const optimizers = new OptimizerManager({
    groups,
    source,
    rates: rates.rates,
    clock: services.clock,
    progress,
    limit: settings.rebuildLimit,
    overrides: settings.groups,
  });
  optimizers.log.listen({
    onChange: (change) => events.emit("optimizer/change", { change }),
    onRateLimited: ({ message }) => events.emit("optimizer/rate-limited", { message }),
  });
  const emergencies = new Emergencies(services.clock, () => intents.add({ kind: "emergency" }));
  const own = { services, settings, splits, host, groups, optimizers, progress };
  const seeds = openSeeds({ ...own, ...rates });
  return {
    services,
    settings,
    splits,
    host,
    groups,
    optimizers,
    job,
    seeds,
    ledger: new ComputeLedger(),
    influences: { run: new SeedInfluences(), epoch: new SeedInfluences() },
    trained: new TrainedWatch(host, groups),
    owners: new OwnershipCheck(),
    group,
    gradients: openGradientSource(
      {
        ...services,
        settings,
        host,
        groups,
        seeds,
        progress,
        random: streams.aggregator,
      },
      group,
      streams.dropout,
    ),
    guard: new NonFiniteGuard(settings.maxNonFiniteSteps),
    ...rates,
    ...feeders,
    progress,
    batches: new BatchHistory(),
    recoveryMemory: new RecoveryMemory(),
    accumulator: new EpochAccumulator(metricSpecs(objective)),
    interval: settings.control.boundarySteps
      ? new Interval(settings.control.boundarySteps, metricSpecs(objective))
      : undefined,
    streams,
    events,
    intents,
    running: {},
    inbox: new CommandInbox(services.gate, services.clock),
    emergencies,
    broadcast: new EmergencyBroadcast({
      emergencies,
      bus: services.bus,
      clock: services.clock,
      seal: services.gate.seal,
    }),
  };
}

/** Releases every tensor of the session. */
export async function closeSession(session: Session): Promise<void> {
  session.broadcast.dispose();
  session.running.trained?.best.dispose();
  const { train, validation, sample, trialSample } = session;
  for (const feeder of [train, validation, sample, trialSample]) feeder?.dispose();
  session.gradients.reset();
  session.seeds.dispose();
  session.groups.dispose();
  session.host.dispose();
  await session.optimizers.dispose();
  await session.splits.dispose?.();
}
