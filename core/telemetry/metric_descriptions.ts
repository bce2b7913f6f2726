import { INSTRUMENT } from "./instruments.ts";

/** What each metric measures, for people: Prometheus shows it as `HELP`. */
export const METRIC_DESCRIPTIONS: Readonly<
  Record<(typeof INSTRUMENT)[keyof typeof INSTRUMENT], string>
> = {
  [INSTRUMENT.steps]: "Optimizer updates, by whether the weights moved.",
  [INSTRUMENT.examples]: "Examples trained on.",
  [INSTRUMENT.epochs]: "Epochs completed.",
  [INSTRUMENT.incidents]: "Incidents, by kind.",
  [INSTRUMENT.breakerTransitions]: "Changes of a circuit breaker's state.",
  [INSTRUMENT.commands]: "Commands, by how they ended.",
  [INSTRUMENT.stepDuration]: "Duration of a step in milliseconds.",
  [INSTRUMENT.epochDuration]: "Duration of an epoch with its validation in milliseconds.",
  [INSTRUMENT.busMessages]: "Messages of the bus, by what happened to them.",
  [INSTRUMENT.emergencies]: "Emergencies raised, by level.",
  [INSTRUMENT.boundaryDuration]: "Duration of an epoch boundary in milliseconds.",
  [INSTRUMENT.phaseDuration]: "Duration of a phase of an epoch boundary in milliseconds.",
  [INSTRUMENT.stepLoss]: "Loss of the last step.",
  [INSTRUMENT.gradientNorm]: "Norm of the last gradient before clipping.",
  [INSTRUMENT.learningRate]: "Learning rate of a parameter group.",
  [INSTRUMENT.metric]: "Loss and metrics of the last epoch, by pass.",
  [INSTRUMENT.breakerState]: "State of a circuit breaker as its Leyline number.",
  [INSTRUMENT.mode]: "1 in conservative mode, else 0.",
  [INSTRUMENT.health]: "Health of the run as its Leyline number.",
  [INSTRUMENT.seeds]: "Seeds, by stage.",
  [INSTRUMENT.seedAlpha]: "Share of a seed in the output of its slot.",
  [INSTRUMENT.loopMs]:
    "Time of each phase of the loop from one boundary to the next in milliseconds.",
  [INSTRUMENT.ownerBytes]: "Bytes of tensors, by who holds them.",
  [INSTRUMENT.tensors]: "Tensors alive.",
  [INSTRUMENT.tensorBytes]: "Bytes of the tensors alive.",
  [INSTRUMENT.telemetryLost]: "Spans lost so far, by priority.",
  [INSTRUMENT.telemetrySpilled]: "Critical spans on disk that wait for the destination.",
  [INSTRUMENT.seedNorm]: "Mean norm of a seed's gradient in the last epoch.",
  [INSTRUMENT.seedShare]: "Mean share of a seed in the combined gradient of the last epoch.",
  [INSTRUMENT.seedCosine]: "Mean cosine of a seed's gradient to the host's in the last epoch.",
  [INSTRUMENT.seedConflicts]: "Steps in which a seed's gradient pointed against the host's.",
};
