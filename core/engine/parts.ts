import type { Span } from "../../deps.ts";
import { AlarmResponder } from "../autopilot/alarm_responder.ts";
import { BoundaryPart } from "../boundary/boundary_part.ts";
import { ControllerSlice } from "../boundary/controller_slice.ts";
import { DeferredWork } from "../boundary/deferred_work.ts";
import { SharedBoundary } from "../boundary/shared_boundary.ts";
import { BusPart } from "../bus/bus_part.ts";
import { RanksPart } from "../collective/ranks_part.ts";
import { SharedDecisions } from "../collective/shared_decisions.ts";
import { CommandsPart } from "../commands/commands_part.ts";
import { dataSlice } from "../data/data_slice.ts";
import { driverPart } from "../driven/driver_part.ts";
import { emergencyRecovery } from "../emergencies/emergency_recovery.ts";
import { RunEmergencies } from "../emergencies/run_emergencies.ts";
import { RunSignals } from "../emergencies/run_signals.ts";
import type { RunPart } from "../events/run_part.ts";
import { gradientsPart } from "../gradients/gradients_part.ts";
import { RateWatch } from "../learning_rates/rate_watch.ts";
import { LedgerPart } from "../ledger/ledger_part.ts";
import { checkBackend } from "../memory/check_backend.ts";
import { MemoryWatch } from "../memory/memory_watch.ts";
import { networkOwners, ownerOf } from "../memory/tensor_owners.ts";
import type { BestEpoch } from "../metrics/best_epoch.ts";
import { MetricsPart } from "../metrics/metrics_part.ts";
import { RunMonitor } from "../monitoring/run_monitor.ts";
import { RunReporter } from "../monitoring/run_reporter.ts";
import { groupsSlice } from "../optimizers/groups_slice.ts";
import { OptimizersPart } from "../optimizers/optimizers_part.ts";
import { NO_SEEDS } from "../ports/seed_training.ts";
import type { StateParticipant } from "../ports/training_state.ts";
import { currentJob } from "../recovery/current_job.ts";
import { DeadlineFlag } from "../recovery/deadline_flag.ts";
import { jobParticipant } from "../recovery/job_participant.ts";
import { LostRanks } from "../recovery/lost_ranks.ts";
import { RunRecovery } from "../recovery/run_recovery.ts";
import { KasminaSlice } from "../seeds/kasmina_slice.ts";
import { SeedsPart } from "../seeds/seeds_part.ts";
import type { CheckedRunOptions } from "../settings/settings.ts";
import { ConservativeMode } from "../stability/conservative_mode.ts";
import { StabilityPart } from "../stability/stability_part.ts";
import { combineSlices } from "../state/combine_slices.ts";
import type { RunTarget } from "../state/progress.ts";
import { progressSlice } from "../state/progress_slice.ts";
import { type RunHistory, runSlice } from "../state/run_history.ts";
import { StepWindow } from "../step_window/step_window.ts";
import { TrialPart } from "../trials/trial_part.ts";
import type { Session } from "./session.ts";

/** What the parts of a run are made from. */
export interface PartsInput {
  readonly session: Session;
  readonly runId: string;
  readonly options: CheckedRunOptions;
  readonly best: BestEpoch;
  readonly history: RunHistory;
  readonly target: Readonly<RunTarget>;
  /** The run's span. */
  readonly span: Span;
}

/** The parts that the loop calls by name, and all of them in the order of their hooks. */
export interface RunParts {
  readonly all: readonly RunPart[];
  /** Everyone who owns a part of what the steps of a run depend on. */
  readonly participants: readonly StateParticipant[];
  readonly mode: ConservativeMode;
  readonly reporter: RunReporter;
  readonly responder: AlarmResponder;
  readonly recovery: RunRecovery;
  readonly lostRanks: LostRanks;
  /** Steps whose numbers are read together. */
  readonly window: StepWindow;
  readonly memory: MemoryWatch;
  readonly rates: RateWatch;
  readonly seeds: SeedsPart;
  readonly ledger: LedgerPart;
  readonly trials: TrialPart;
  readonly emergencies: RunEmergencies;
  readonly signals: RunSignals;
  readonly commands: CommandsPart;
  readonly boundary: BoundaryPart;
}

/**
 * Makes the parts of a run, wired by hand: the one place that knows all concerns.
 *
 * Hooks run in the order of `all`. Steps are counted before the watchdog looks at them, and a snapshot is taken before
 * anything else happens between two steps.
 */
export function makeParts(input: PartsInput): RunParts {
  const { session, runId, options, best, history, target, span } = input;
  const { services, settings, ...own } = session;
  const { events, progress, seeds, emergencies } = own;
  const { breakers, clock, snapshots, checkpoints, telemetry } = services;
  const shared = {
    ...services,
    ...own,
    runId,
    target,
    span,
    history,
    tracer: telemetry.tracer,
    meter: telemetry.meter,
    tracing: { tracer: telemetry.tracer, run: span },
    flag: new DeadlineFlag(),
    ranks: own.group,
    council: new SharedBoundary(own.group),
    mode: new ConservativeMode(settings.control, (change) => events.emit("mode", { change })),
  };

  const place = services.profiler.place.memory;
  const reporter = new RunReporter({ ...shared, controls: { ...own.inbox.controls, place } });
  const deferred = new DeferredWork({
    clock,
    breakers,
    sliceMs: settings.control.deferredSliceMs,
    onFailure: (name, message) => events.emit("deferred/failed", { name, message }),
  });
  const kasmina = new KasminaSlice(seeds);
  const job = currentJob({ ...session, options, monitor: best.monitor }, target);
  const network: RunPart = {
    name: "network",
    slices: [
      progressSlice(progress),
      groupsSlice({
        groups: own.groups,
        parameter: (name) =>
          [...own.host.parameters, ...own.host.buffers, ...kasmina.parameters].find(
            (one) => one.name === name,
          ),
        optimizer: job.recreate,
      }),
      dataSlice(own.train),
    ],
  };
  const gradients = gradientsPart(own.streams, services.aggregator, services.transforms, own.guard);
  const rates = new RateWatch(shared);
  const seedsPart = new SeedsPart(seeds, own.influences, own.ledger, events);
  const ledger = new LedgerPart({
    ...shared,
    validationExamples: own.splits.validation?.size ?? 0,
    sample: { examples: own.sampleExamples, isApart: own.sample !== own.validation },
    trialExamples: own.trialExamples,
  });
  const metrics = new MetricsPart({ ...own, best });
  const responder = new AlarmResponder({
    ...shared,
    history: own.batches,
    memory: own.recoveryMemory,
    recovery: () => recovery,
  });
  const stability = new StabilityPart(shared);
  const rollbacks = {
    possible: snapshots.everySteps > 0 || checkpoints.everyEpochs > 0,
    request: (request: Parameters<RunRecovery["request"]>[0]) => recovery.request(request),
  };
  const commands = new CommandsPart({
    ...shared,
    ranks: shared.council,
    rollbacks,
    observationWindowEpochs: settings.control.observationWindowEpochs,
    trials: () => trials,
    defer: (name, work) => void deferred.add({ name, feature: undefined, work }),
  });
  const stateful: readonly RunPart[] = [
    network,
    new OptimizersPart(own.optimizers),
    rates,
    gradients,
    seedsPart,
    ledger,
    metrics,
    { name: "history", slices: [runSlice(history)] },
    responder,
    stability,
    commands,
  ];
  const tolaria = combineSlices(
    "tolaria",
    stateful.flatMap(({ slices = [] }) => slices),
  );
  const participants: readonly StateParticipant[] = [
    new ControllerSlice(services.tamiyo, events),
    ...(seeds === NO_SEEDS ? [] : [kasmina]),
    tolaria,
    jobParticipant(() => job.record()),
    ...services.participants,
    ...(options.driven?.participants ?? []),
  ];
  const trials: TrialPart = new TrialPart({
    ...shared,
    participants,
    isOver: () => best.exhausted || progress.epoch - history.firstEpoch >= options.epochs,
    measurement: () => ledger.measurement,
  });
  const recovery: RunRecovery = new RunRecovery({ ...shared, participants, job, trials });
  const lostRanks = new LostRanks({ ...shared, participants });
  const ranksPart = new RanksPart({
    ...shared,
    weights: () => [...own.host.parameters, ...own.host.buffers, ...seeds.parameters],
  });
  const memory = new MemoryWatch(
    [
      ...networkOwners(shared),
      ownerOf("best epoch", () => best.tensors),
      recovery.owner,
      trials.owner,
      lostRanks.owner,
    ],
    breakers,
    events,
  );
  const signals = new RunSignals(shared);
  const runEmergencies = new RunEmergencies(shared);
  const served = emergencyRecovery({
    emergencies,
    recovery,
    progress,
    goBack: (request) => responder.goBack(request),
    fast: snapshots.everySteps > 0,
    durable: checkpoints.everyEpochs > 0,
  });
  const boundary = new BoundaryPart({
    ...shared,
    ranks: shared.council,
    deferred,
    dispatcher: commands.dispatcher,
    stepExamples: settings.batchSize * settings.accumulationSteps,
    device: () => services.backend.device,
    tasks: [...services.epochTasks, recovery.epochTask],
    holds: () => trials.holds,
  });
  const all: readonly RunPart[] = [
    { name: "backend", beforeStep: () => checkBackend(services.backend) },
    ...stateful.filter((part) => part !== commands && part !== stability && part !== responder),
    new RunMonitor({ ...shared, memory }),
    responder,
    trials,
    recovery,
    memory,
    stability,
    new SharedDecisions(shared),
    signals,
    runEmergencies,
    served,
    commands,
    boundary,
    ranksPart,
    lostRanks,
    new BusPart({ ...shared, broadcast: own.broadcast }),
    ...(own.driven ? [driverPart(own.driven)] : []),
  ];
  return {
    all,
    participants,
    mode: shared.mode,
    reporter,
    responder,
    recovery,
    lostRanks,
    window: new StepWindow({ ...shared, participants }),
    memory,
    rates,
    seeds: seedsPart,
    ledger,
    trials,
    emergencies: runEmergencies,
    signals,
    commands,
    boundary,
  };
}
