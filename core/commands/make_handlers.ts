import type { ParameterGroups } from "../arena/parameter_groups.ts";
import type { Services } from "../container/services.ts";
import type { Intents } from "../events/intents.ts";
import type { LearningRateAuthority } from "../learning_rates/authority.ts";
import type { OptimizerManager } from "../optimizers/optimizer_manager.ts";
import type { CommandHandler } from "../ports/command_handler.ts";
import type { EmergencyControl } from "../ports/emergency.ts";
import { circuitBreakerHandler } from "./handlers/circuit_breaker.ts";
import { emergencyHandler } from "./handlers/emergency.ts";
import { optimizerHandler } from "./handlers/optimizer.ts";
import { type Pause, pauseHandler } from "./handlers/pause.ts";
import { type RollbackRequests, rollbackHandler } from "./handlers/rollback.ts";
import { seedHandler } from "./handlers/seed.ts";

/** Targets of commands. */
export interface CommandTargets extends Pick<Services, "kasmina" | "breakers" | "commandHandlers"> {
  /** Whether further commands can arrive. */
  readonly inbox: { readonly admits: boolean };
  readonly intents: Pick<Intents, "stopRun">;
  readonly groups: ParameterGroups;
  readonly optimizers: OptimizerManager;
  readonly rates: LearningRateAuthority;
  readonly emergencies: Pick<EmergencyControl, "raise" | "standDown">;
  readonly rollbacks: RollbackRequests;
  /** Progress of the training. */
  readonly progress: { readonly step: number; readonly epoch: number };
}

/** Builds the handlers: custom ones first, then the engine's. */
export function makeHandlers(targets: CommandTargets, pause: Pause): CommandHandler[] {
  const { kasmina, optimizers, rates, breakers, emergencies, rollbacks, progress } = targets;
  const { inbox, intents } = targets;
  return [
    ...targets.commandHandlers,
    seedHandler(kasmina),
    optimizerHandler(optimizers, rates, targets.groups),
    circuitBreakerHandler(breakers),
    pauseHandler(
      pause,
      () => inbox.admits,
      () => intents.stopRun("interrupted"),
    ),
    emergencyHandler(
      (level, reason, by) => emergencies.raise({ level, reason, source: "command", by }),
      (reason) => emergencies.standDown({ reason, by: "command" }),
    ),
    rollbackHandler(progress, rollbacks),
  ];
}
