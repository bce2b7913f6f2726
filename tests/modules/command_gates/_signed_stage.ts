import { COMMAND_GATE } from "../../../core/mod.ts";
import {
  type CommandKey,
  ManualClock,
  manualClock,
  signCommand,
  signedCommands,
} from "../../../modules/mod.ts";
import { CommandType, LEYLINE_VERSION, toTimestamp } from "../../../proto/mod.ts";
import type { CommandFields } from "../../../testing/_support/commands.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";

export const KEY = "0123456789abcdef0123456789abcdef";
export const START_MS = 1_700_000_000_000;
export const MINUTE_MS = 60_000;
export const AUDIENCE = "tests";

let nonces = 0;
const nonceOf = (number: number) => `nonce-${String(number).padStart(16, "0")}`;
export const nextNonce = () => nonceOf(++nonces);

export async function stage() {
  const clock = new ManualClock(START_MS - 10 * MINUTE_MS);
  const gate = await resolveProvider(
    COMMAND_GATE,
    signedCommands({ key: KEY, audience: AUDIENCE }),
    manualClock(clock),
  );
  // It refuses what was issued before it was composed.
  clock.advance(10 * MINUTE_MS);
  /** An envelope with a command that was issued now, or as `fields` say. */
  const envelope = (fields: CommandFields = {}, nonce = nextNonce(), key: CommandKey = KEY) =>
    signCommand(
      {
        version: LEYLINE_VERSION,
        commandId: "c1",
        commandType: CommandType.COMMAND_PAUSE,
        issuedAt: toTimestamp(clock.wallMs()),
        ...fields,
      },
      key,
      AUDIENCE,
      nonce,
    );
  return { clock, gate, envelope };
}
