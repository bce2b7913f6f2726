import { EmergencyLevel } from "../../proto/mod.ts";
import { circuitBreakerHandler } from "../commands/handlers/circuit_breaker.ts";
import { emergencyHandler } from "../commands/handlers/emergency.ts";
import { optimizerHandler } from "../commands/handlers/optimizer.ts";
import { type Pause, pauseHandler } from "../commands/handlers/pause.ts";
import { seedHandler } from "../commands/handlers/seed.ts";
import type { CommandHandler } from "../ports/command_handler.ts";
import type { ConservativeMode } from "../stability/conservative_mode.ts";
import type { ControlLoopParts } from "./control_loop.ts";
import type { Session } from "./session.ts";

/** Who carries out which command: the user's handlers first, then the engine's own. */
export function makeHandlers(
  session: Session,
  pause: Pause,
  mode: ConservativeMode,
  { note, halt }: ControlLoopParts,
): CommandHandler[] {
  const { breakers, gate, kasmina, commandHandlers } = session.services;
  const raise = (level: EmergencyLevel, reason: string) => {
    const name = EmergencyLevel[level] as string;
    note("emergency", `${name} was raised by ${reason}`);
    // Level 2 and up degrade the service; level 4 ends it.
    if (level >= EmergencyLevel.EMERGENCY_LEVEL_MAJOR) {
      mode.enter("emergency", `${name}: ${reason}`, session.progress.epoch);
    }
    if (level === EmergencyLevel.EMERGENCY_LEVEL_CRITICAL) halt(`${name}: ${reason}`);
  };
  return [
    ...commandHandlers,
    seedHandler(kasmina),
    optimizerHandler(session.optimizers, session.rates),
    circuitBreakerHandler(breakers),
    pauseHandler(pause, gate.admits),
    emergencyHandler(raise),
  ];
}
