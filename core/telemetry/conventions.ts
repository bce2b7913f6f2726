/**
 * Names of every span, attribute and event of a run: docs/telemetry.md explains each.
 *
 * They follow the OpenTelemetry naming rules: a namespace of our own, dots between levels, snake_case within one.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/general/naming/
 */

/** Names of spans. */
export const SPAN = {
  run: "tolaria.run",
  epoch: "tolaria.epoch",
  step: "tolaria.step",
  validation: "tolaria.validation",
  recovery: "tolaria.recovery",
  boundary: "tolaria.boundary",
  boundaryAssemble: "tolaria.boundary.assemble",
  boundaryDecide: "tolaria.boundary.decide",
  boundaryApply: "tolaria.boundary.apply",
  boundaryGuard: "tolaria.boundary.guard",
  alert: "tolaria.alert",
  rollback: "tolaria.rollback",
} as const;

/** Keys of attributes. Those of providers and metrics have functions of their own below. */
export const ATTRIBUTE = {
  runId: "tolaria.run.id",
  runSeed: "tolaria.run.seed",
  runEpochs: "tolaria.run.epochs",
  runStepsPerEpoch: "tolaria.run.steps_per_epoch",
  runBatchSize: "tolaria.run.batch_size",
  runTrainExamples: "tolaria.run.train_examples",
  runValidationExamples: "tolaria.run.validation_examples",
  runParameterCount: "tolaria.run.parameter_count",
  runSteps: "tolaria.run.steps",
  runEndReason: "tolaria.run.end_reason",
  runBestEpoch: "tolaria.run.best_epoch",
  runRestoredEpoch: "tolaria.run.restored_epoch",
  runIncidents: "tolaria.run.incidents",
  runWeightsHash: "tolaria.run.weights_hash",
  backendName: "tolaria.backend.name",
  backendDevice: "tolaria.backend.device",
  backendDeviceType: "tolaria.backend.device_type",
  epochNumber: "tolaria.epoch.number",
  epochBest: "tolaria.epoch.best",
  epochMultiplyAdds: "tolaria.epoch.multiply_adds",
  runMultiplyAdds: "tolaria.run.multiply_adds",
  epochStepMs: "tolaria.epoch.step_ms",
  epochLearningRate: "tolaria.epoch.learning_rate",
  stepNumber: "tolaria.step.number",
  stepLoss: "tolaria.step.loss",
  stepGradientNorm: "tolaria.step.gradient_norm",
  stepLearningRate: "tolaria.step.learning_rate",
  aggregationTasks: "tolaria.aggregation.tasks",
  aggregationNorms: "tolaria.aggregation.norms",
  aggregationWeights: "tolaria.aggregation.weights",
  aggregationShares: "tolaria.aggregation.shares",
  aggregationCosines: "tolaria.aggregation.cosines",
  aggregationLayers: "tolaria.aggregation.layers",
  aggregationConflicts: "tolaria.aggregation.conflicts",
  learningRateGroup: "tolaria.learning_rate.group",
  learningRateFrom: "tolaria.learning_rate.from",
  learningRateTo: "tolaria.learning_rate.to",
  learningRateReason: "tolaria.learning_rate.reason",
  learningRateGroups: "tolaria.learning_rate.groups",
  learningRateRates: "tolaria.learning_rate.rates",
  optimizerChange: "tolaria.optimizer.change",
  optimizerGroup: "tolaria.optimizer.group",
  optimizerFrom: "tolaria.optimizer.from",
  optimizerTo: "tolaria.optimizer.to",
  optimizerRateFactor: "tolaria.optimizer.rate_factor",
  optimizerPrepareMs: "tolaria.optimizer.prepare_ms",
  optimizerCommitMs: "tolaria.optimizer.commit_ms",
  optimizerIgnoredOptions: "tolaria.optimizer.ignored_options",
  optimizerTransfers: "tolaria.optimizer.transfers",
  boundaryBudgetMs: "tolaria.boundary.budget_ms",
  boundaryMachineMs: "tolaria.boundary.machine_ms",
  boundaryActualMs: "tolaria.boundary.actual_ms",
  breachPhase: "tolaria.breach.phase",
  skippedName: "tolaria.skipped.name",
  skippedReason: "tolaria.skipped.reason",
  modeFrom: "tolaria.mode.from",
  modeTo: "tolaria.mode.to",
  modeReason: "tolaria.mode.reason",
  modeShed: "tolaria.mode.shed",
  breakerName: "tolaria.breaker.name",
  breakerFrom: "tolaria.breaker.from",
  breakerTo: "tolaria.breaker.to",
  breakerReason: "tolaria.breaker.reason",
  commandId: "tolaria.command.id",
  commandType: "tolaria.command.type",
  commandSource: "tolaria.command.source",
  commandStatus: "tolaria.command.status",
  commandReason: "tolaria.command.reason",
  paused: "tolaria.pause.paused",
  seedId: "tolaria.seed.id",
  seedBlueprint: "tolaria.seed.blueprint",
  seedFrom: "tolaria.seed.from",
  seedTo: "tolaria.seed.to",
  seedGate: "tolaria.seed.gate",
  seedPassed: "tolaria.seed.passed",
  seedEvidence: "tolaria.seed.evidence",
  seedReason: "tolaria.seed.reason",
  memoryOwners: "tolaria.memory.owners",
  memoryTensors: "tolaria.memory.tensors",
  memoryBytes: "tolaria.memory.bytes",
  memorySteps: "tolaria.memory.steps",
  memoryGrownTensors: "tolaria.memory.grown_tensors",
  memoryGrownBytes: "tolaria.memory.grown_bytes",
  alarmRule: "tolaria.alarm.rule",
  alarmMessage: "tolaria.alarm.message",
  alarmFirstStep: "tolaria.alarm.first_step",
  alarmLastStep: "tolaria.alarm.last_step",
  recoveryAction: "tolaria.recovery.action",
  recoveryTries: "tolaria.recovery.tries",
  recoveryBackTo: "tolaria.recovery.back_to",
  recoveryTier: "tolaria.recovery.tier",
  recoveryQuarantined: "tolaria.recovery.quarantined_batches",
  recoveryRateFactor: "tolaria.recovery.rate_factor",
  recoveryFirstGoodStep: "tolaria.recovery.first_good_step",
  recoveryClearStep: "tolaria.recovery.clear_step",
  busChange: "tolaria.bus.change",
  busCount: "tolaria.bus.count",
  busReason: "tolaria.bus.reason",
  busEventId: "tolaria.bus.event_id",
  busEventType: "tolaria.bus.event_type",
  busOrigin: "tolaria.bus.origin",
  busTraceparent: "tolaria.bus.traceparent",
  rollbackReason: "tolaria.rollback.reason",
  rollbackRecovered: "tolaria.rollback.recovered",
  rollbackTier: "tolaria.rollback.tier",
  rollbackFromStep: "tolaria.rollback.from_step",
  rollbackStep: "tolaria.rollback.step",
  rollbackFailures: "tolaria.rollback.failures",
  checkpointId: "tolaria.checkpoint.id",
  checkpointStep: "tolaria.checkpoint.step",
  checkpointEpoch: "tolaria.checkpoint.epoch",
  checkpointBytes: "tolaria.checkpoint.bytes",
  checkpointReason: "tolaria.checkpoint.reason",
  resumeDifferences: "tolaria.resume.differences",
  seedsNames: "tolaria.seeds.names",
  seedsSteps: "tolaria.seeds.steps",
  seedsNorms: "tolaria.seeds.norms",
  seedsShares: "tolaria.seeds.shares",
  seedsCosines: "tolaria.seeds.cosines",
  seedsConflicts: "tolaria.seeds.conflicts",
  seedsDropped: "tolaria.seeds.dropped",
  emergencyNumber: "tolaria.emergency.number",
  emergencyLevel: "tolaria.emergency.level",
  emergencySource: "tolaria.emergency.source",
  emergencyReason: "tolaria.emergency.reason",
  emergencyHeardAfterMs: "tolaria.emergency.heard_after_ms",
  emergencyRehearsal: "tolaria.emergency.rehearsal",
  emergencyAction: "tolaria.emergency.action",
  emergencyStatus: "tolaria.emergency.status",
  emergencyBegunAfterMs: "tolaria.emergency.begun_after_ms",
  emergencyDoneAfterMs: "tolaria.emergency.done_after_ms",
  incidentKind: "tolaria.incident.kind",
  incidentMessage: "tolaria.incident.message",
  priority: "tolaria.priority",
  healthFrom: "tolaria.health.from",
  healthTo: "tolaria.health.to",
  healthIndicators: "tolaria.health.indicators",
} as const;

/** Names of span events. */
export const EVENT = {
  incident: "tolaria.incident",
  memoryGrowth: "tolaria.memory.growth",
  alarm: "tolaria.alarm",
  recoveryAction: "tolaria.recovery.action",
  firstGoodStep: "tolaria.recovery.first_good_step",
  learningRateChange: "tolaria.learning_rate.change",
  optimizerRebuild: "tolaria.optimizer.rebuild",
  boundaryBreach: "tolaria.boundary.breach",
  skipped: "tolaria.skipped",
  mode: "tolaria.mode",
  breaker: "tolaria.breaker",
  command: "tolaria.command",
  pause: "tolaria.pause",
  seed: "tolaria.seed",
  health: "tolaria.health",
  bus: "tolaria.bus",
  busWord: "tolaria.bus.word",
  checkpoint: "tolaria.checkpoint",
  resumed: "tolaria.resumed",
  emergency: "tolaria.emergency",
  emergencyAction: "tolaria.emergency.action",
  emergencyStandDown: "tolaria.emergency.stand_down",
} as const;

/** Names of metrics. */
export const INSTRUMENT = {
  /** Counter: optimizer updates, by whether the weights moved. */
  steps: "tolaria.steps",
  /** Counter: examples trained on. */
  examples: "tolaria.examples",
  /** Counter: epochs completed. */
  epochs: "tolaria.epochs",
  /** Counter: incidents, by kind. */
  incidents: "tolaria.incidents",
  /** Counter: changes of state, by breaker. */
  breakerTransitions: "tolaria.breaker.transitions",
  /** Counter: commands, by how they ended. */
  commands: "tolaria.commands",
  /** Histogram: duration of a step, ms. */
  stepDuration: "tolaria.step.duration",
  /** Histogram: duration of an epoch with its validation, ms. */
  epochDuration: "tolaria.epoch.duration",
  /** Counter: messages of the bus, by what became of them. */
  busMessages: "tolaria.bus.messages",
  /** Counter: emergencies that were raised, by level. */
  emergencies: "tolaria.emergencies",
  /** Histogram: duration of an epoch boundary, ms. */
  boundaryDuration: "tolaria.boundary.duration",
  /** Histogram: duration of a boundary's phase, ms. */
  phaseDuration: "tolaria.boundary.phase.duration",
  /** Gauge: loss of the last step. */
  stepLoss: "tolaria.step.loss",
  /** Gauge: norm of the last gradient, before clipping. */
  gradientNorm: "tolaria.step.gradient_norm",
  /** Gauge: rate, by parameter group. */
  learningRate: "tolaria.learning_rate",
  /** Gauge: loss and further metrics of the last epoch, by pass. */
  metric: "tolaria.metric",
  /** Gauge: number of the Leyline state, by breaker. */
  breakerState: "tolaria.breaker.state",
  /** Gauge: 1 in conservative mode, else 0. */
  mode: "tolaria.mode.conservative",
  /** Gauge: number of the Leyline health status. */
  health: "tolaria.health.status",
  /** Gauge: seeds, by stage. */
  seeds: "tolaria.seeds",
  /** Gauge: share of a seed in the output of its slot. */
  seedAlpha: "tolaria.seed.alpha",
  /** Gauge: time of each phase of the loop since the last boundary, ms. */
  loopMs: "tolaria.loop.phase_ms",
  /** Gauge: bytes of tensors, by owner. */
  ownerBytes: "tolaria.memory.owner_bytes",
  /** Gauge: tensors that are alive. */
  tensors: "tolaria.tensors",
  /** Gauge: bytes of them. */
  tensorBytes: "tolaria.tensor_bytes",
  /** Gauge: spans lost so far, by priority. */
  telemetryLost: "tolaria.telemetry.lost",
  /** Gauge: critical spans that wait on disk. */
  telemetrySpilled: "tolaria.telemetry.spilled",
  /** Gauge, once an epoch: mean norm of a seed's gradient. */
  seedNorm: "tolaria.seed.gradient_norm",
  /** Gauge, once an epoch: mean share of a seed in the lengths that were added. */
  seedShare: "tolaria.seed.gradient_share",
  /** Gauge, once an epoch: mean cosine of a seed's gradient to the host's. */
  seedCosine: "tolaria.seed.gradient_cosine",
  /** Counter: steps in which a seed's gradient pointed against the host's. */
  seedConflicts: "tolaria.seed.conflicts",
} as const;

/** The metrics that are read when somebody looks. */
export const GAUGES: readonly string[] = [
  INSTRUMENT.stepLoss,
  INSTRUMENT.gradientNorm,
  INSTRUMENT.learningRate,
  INSTRUMENT.metric,
  INSTRUMENT.breakerState,
  INSTRUMENT.mode,
  INSTRUMENT.health,
  INSTRUMENT.seeds,
  INSTRUMENT.seedAlpha,
  INSTRUMENT.loopMs,
  INSTRUMENT.ownerBytes,
  INSTRUMENT.tensors,
  INSTRUMENT.tensorBytes,
  INSTRUMENT.telemetryLost,
  INSTRUMENT.telemetrySpilled,
];
/** Names in the status that a run publishes to other processes: of metrics, and of indicators of its health. */
export const STATUS = {
  step: "tolaria.status.step",
  totalSteps: "tolaria.status.total_steps",
  epoch: "tolaria.status.epoch",
  loss: "tolaria.status.loss",
  stepMs: "tolaria.status.step_ms",
  learningRate: "tolaria.status.learning_rate",
  seed: "tolaria.status.seed",
  mode: "tolaria.status.mode",
  modeReason: "tolaria.status.mode_reason",
  emergencyLevel: "tolaria.status.emergency_level",
  breaker: "tolaria.status.breaker",
} as const;

/** Key for the name of the provider that plays `role`: `tolaria.provider.compute_backend`. */
export function providerAttribute(role: string): string {
  return `tolaria.provider.${role.replaceAll("-", "_")}`;
}

/** Key for a metric of the training or the validation pass: `tolaria.loss`, `tolaria.val_accuracy`. */
export function metricAttribute(metric: string, pass: "train" | "validation"): string {
  return pass === "train" ? `tolaria.${metric}` : `tolaria.val_${metric}`;
}
