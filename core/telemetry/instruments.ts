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
