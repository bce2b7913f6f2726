import { circuitBreakerHandler } from "../commands/handlers/circuit_breaker.ts";
import { emergencyHandler } from "../commands/handlers/emergency.ts";
import { optimizerHandler } from "../commands/handlers/optimizer.ts";
import { type Pause, pauseHandler } from "../commands/handlers/pause.ts";
import { rollbackHandler } from "../commands/handlers/rollback.ts";
import { seedHandler } from "../commands/handlers/seed.ts";
import type { CommandHandler } from "../ports/command_handler.ts";
import type { ControlLoopParts } from "./control_loop.ts";

/** Who carries out which command: the user's handlers first, then the engine's own. */
export function makeHandlers(
  { session, recovery }: Pick<ControlLoopParts, "session" | "recovery">,
  pause: Pause,
): CommandHandler[] {
  const { breakers, gate, kasmina, commandHandlers } = session.services;
  return [
    ...commandHandlers,
    seedHandler(kasmina),
    optimizerHandler(session.optimizers, session.rates),
    circuitBreakerHandler(breakers),
    pauseHandler(pause, gate.admits),
    emergencyHandler((level, reason, by) =>
      session.emergencies.raise({ level, reason, source: "command", by }),
    ),
    rollbackHandler(session.progress, recovery),
  ];
}
