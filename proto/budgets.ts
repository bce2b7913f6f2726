/** Times, shares and sizes that every side of Leyline keeps to. Code reads them from here. */
export const BUDGETS = {
  /** Work between two epochs, validation excluded, ms. */
  epochBoundaryMs: 18,
  /** Of it, the controller's decision, ms. */
  tamiyoMs: 12,
  /** Of it, the assembly of the state packet, ms. */
  stateAssemblyMs: 3.5,
  /** Of it, carrying out a command, ms. */
  commandProcessingMs: 1.5,
  /** Of it, the check of the clock, ms. */
  boundaryGuardMs: 1,
  /** Rollback from memory, ms. */
  fastRollbackMs: 500,
  /** Rollback from a durable checkpoint, ms. */
  fullRollbackMs: 12_000,
  /** Writing a message, microseconds. */
  serializationUs: 80,
  /** Checking a message, microseconds. */
  validationUs: 20,
  /** A call behind a circuit breaker, ms. */
  breakerTimeoutMs: 1_000,
  /** How long a breaker stays open before it lets a call through to probe, ms. */
  breakerResetMs: 30_000,
  /** Seeds that an epoch may have. */
  seedsPerEpoch: 100,
  /** The representative state packet: five metrics and three seeds, bytes. */
  packetBytes: 280,
  /** Messages that a queue holds. */
  queueDepth: 10_000,
  /** Tries after the first. */
  retries: 3,
} as const;

/** How the memory of a device is shared out; the shares add up to 1. */
export const MEMORY_SHARES = {
  model: 0.4,
  optimizer: 0.25,
  gradients: 0.15,
  checkpoints: 0.08,
  telemetry: 0.05,
  morphogenetic: 0.05,
  emergency: 0.02,
} as const;
