import { CommandDispatcher } from "../../../core/commands/dispatcher.ts";
import { CIRCUIT_BREAKERS, type CircuitBreakers } from "../../../core/mod.ts";
import type { CommandOutcome } from "../../../core/ports/reports/command_outcome.ts";
import { ConservativeMode } from "../../../core/stability/conservative_mode.ts";
import { ManualClock, opossumBreakers } from "../../../modules/mod.ts";
import {
  type HandlerTraits,
  type RecordingHandler,
  recordingHandler,
} from "../../../testing/_support/commands.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";

/** A dispatcher with one handler, and what it did. */
export interface Stage {
  readonly clock: ManualClock;
  readonly breakers: CircuitBreakers;
  readonly mode: ConservativeMode;
  readonly handler: RecordingHandler;
  readonly dispatcher: CommandDispatcher;
  /** `c1 committed`, or with the reason: `c1 refused: why`. */
  readonly ended: string[];
}

/** A dispatcher whose handler is as `traits` say; a breaker opens at the first failure. */
export async function stageWith(traits: HandlerTraits = {}): Promise<Stage> {
  const clock = new ManualClock();
  const breakers = await resolveProvider(CIRCUIT_BREAKERS, opossumBreakers({ failures: 1 }));
  const mode = new ConservativeMode({ cleanEpochs: 1 }, () => {});
  const handler = recordingHandler(traits);
  const ended: string[] = [];
  const onOutcome = ({ command, status, reason }: CommandOutcome) => {
    ended.push(`${command.commandId} ${status}${reason === "" ? "" : `: ${reason}`}`);
  };
  const dispatcher = new CommandDispatcher({
    handlers: [handler],
    clock,
    breakers,
    mode,
    onOutcome,
  });
  return { clock, breakers, mode, handler, dispatcher, ended };
}
