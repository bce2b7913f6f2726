import type { RunContext } from "./run_context.ts";

/**
 * Settles everything that is to be done between two steps: rollbacks that were requested, alarms, actions of emergencies,
 * and pauses.
 *
 * @returns Whether the next step is another one than it would have been: training went back, or the run is to end.
 */
export async function settleBetweenSteps({
  session,
  parts,
}: Pick<RunContext, "session" | "parts">): Promise<boolean> {
  const { intents, emergencies, progress } = session;
  const { step } = progress;
  let moved = false;
  for (let intent = intents.take(); intent; intent = intents.take()) {
    switch (intent.kind) {
      case "roll-back":
        await parts.responder.goBack({ span: parts.responder.epochSpan, ...intent.request });
        moved = true;
        break;
      case "alarm":
        if (await parts.responder.respond(intent.alarm, intent.span)) moved = true;
        break;
      case "emergency":
        // A run that ends carries them out when it stands still.
        if (!intents.stop) await emergencies.carryOut();
        break;
      case "pause":
        await emergencies.whileHeld(() => parts.commands.pauseIfAsked(intents.signal));
        break;
    }
  }
  return moved || progress.step !== step || intents.stop !== undefined;
}
