/** Budgets of time, memory and size in Leyline. */
export const BUDGETS = {
  /** Work between two epochs, validation excluded, ms. */
  epochBoundaryMs: 18,
  /** Decision of the controller, part of the boundary, ms. */
  tamiyoMs: 12,
  /** Assembly of the state packet, part of the boundary, ms. */
  stateAssemblyMs: 3.5,
  /** Execution of a command, part of the boundary, ms. */
  commandProcessingMs: 1.5,
  /** Check of the deadlines, part of the boundary, ms. */
  boundaryGuardMs: 1,
  /** Rollback from memory, ms. */
  fastRollbackMs: 500,
  /** Rollback from a durable checkpoint, ms. */
  fullRollbackMs: 12_000,
  /** Encoding a message, microseconds. */
  serializationUs: 80,
  /** Validating a message, microseconds. */
  validationUs: 20,
  /** A call behind a circuit breaker, ms. */
  breakerTimeoutMs: 1_000,
  /** Time until an open breaker lets a probe call pass, ms. */
  breakerResetMs: 30_000,
  /** Most seeds in an epoch. */
  seedsPerEpoch: 100,
  /** Size of a typical state packet with five metrics and three seeds, bytes. */
  packetBytes: 280,
  /** Most messages in a queue. */
  queueDepth: 10_000,
  /** Retries after the first attempt. */
  retries: 3,
} as const;

/** Shares of a device's memory; they add up to 1. */
export const MEMORY_SHARES = {
  model: 0.4,
  optimizer: 0.25,
  gradients: 0.15,
  checkpoints: 0.08,
  telemetry: 0.05,
  morphogenetic: 0.05,
  emergency: 0.02,
} as const;
