/** Names of the breakers that the engine asks for; a provider of a role may add its own. */
export const BREAKER = {
  /** The epoch boundary's own time. */
  boundary: "boundary",
  /** Asking the controller. */
  tamiyo: "tamiyo",
  /** Carrying out seed commands. */
  kasmina: "kasmina",
  /** Learning rates that moved outside the authority. */
  learningRate: "learning-rate",
  /** Swapping and rebuilding optimizers. */
  optimizer: "optimizer",
  /** Losses and validations that are as they should be. */
  training: "training",
  /** Tensors that have an owner. */
  memory: "memory",
  /** Writing checkpoints. */
  checkpoint: "checkpoint",
} as const;

const EXPORTER_PREFIX = "exporter/";

/** Name of the breaker around the exporter called `exporter`. */
export function exporterBreaker(exporter: string): string {
  return `${EXPORTER_PREFIX}${exporter}`;
}

/** Whether training is worse off while the breaker is open: an exporter that is down costs it nothing. */
export function concernsTraining(breaker: string): boolean {
  return !breaker.startsWith(EXPORTER_PREFIX);
}
