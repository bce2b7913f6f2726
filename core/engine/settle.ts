import type { Span } from "../../deps.ts";
import type { Alarm } from "../ports/watchdog.ts";
import type { RunContext } from "./run_context.ts";
import { measure } from "./validation.ts";

/**
 * Settles everything that is to be done between two steps: rollbacks that were requested, alarms, actions of emergencies,
 * branches of trials, and pauses.
 *
 * @returns Whether the next step is another one than it would have been: training went back, or the run is to end.
 */
export async function settleBetweenSteps(run: RunContext): Promise<boolean> {
  const { session, parts } = run;
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
        if (await respond(run, intent.alarm, intent.span)) moved = true;
        break;
      case "emergency":
        // A run that ends carries them out when it stands still.
        if (!intents.stop) await emergencies.carryOut();
        break;
      case "trial":
        if (await parts.trials.proceed(measureFor(run))) moved = true;
        break;
      case "pause":
        await emergencies.whileHeld(() => parts.commands.pauseIfAsked(intents.signal));
        break;
    }
  }
  return moved || progress.step !== step || intents.stop !== undefined;
}

/**
 * Responds to an alarm: a seed that is being tried has failed, of anything else the autopilot decides.
 *
 * @returns Whether training has gone back, or ends.
 */
export async function respond({ parts }: RunContext, alarm: Alarm, span?: Span): Promise<boolean> {
  return (await parts.trials.breakOff(alarm)) || (await parts.responder.respond(alarm, span));
}

/** How a trial measures the network. */
function measureFor(run: RunContext): (() => Promise<number | undefined>) | undefined {
  const { trialSample } = run.session;
  return trialSample && (async () => (await measure(run, run.span, trialSample))?.loss);
}
