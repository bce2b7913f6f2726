import {
  CLOCK,
  type Clock,
  COMMAND_GATE,
  type CommandKey,
  machineClock,
  SignedGate,
  show,
  TolariaError,
} from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";

/** Options of {@link signedCommands}. */
export interface SignedCommandsOptions {
  /** Key that the sender signs with: at least 32 bytes, known to nobody else. */
  readonly key: CommandKey;
  /**
   * Whom commands have to be signed for: the name of this run, or of the runs that obey the same commands. Letters, digits
   * and `_ . : / -`, at most 128.
   */
  readonly audience: string;
}

const MIN_KEY_BYTES = 32;
const AUDIENCE_PATTERN = /^[\w.:/-]{1,128}$/;

/**
 * Accepts commands from outside that are signed with HMAC-SHA256 for this run's audience, were issued within 60 s and
 * after the run was composed, and have a nonce that was not used before. {@link signCommand} makes such ones.
 */
export function signedCommands(options: SignedCommandsOptions): ContainerModule {
  const checked = { key: checkKey(options?.key), audience: checkAudience(options?.audience) };
  const composedMs = machineClock.monotonicMs();
  return new ContainerModule(({ bind }) => {
    bind(COMMAND_GATE)
      .toResolvedValue(
        // By the clock of the run, which is made later.
        (clock: Clock) =>
          new SignedGate(
            checked,
            clock,
            clock.wallMs() - (machineClock.monotonicMs() - composedMs),
          ),
        [CLOCK],
      )
      .inSingletonScope();
  });
}

function checkAudience(audience: unknown): string {
  if (typeof audience === "string" && AUDIENCE_PATTERN.test(audience)) return audience;
  throw new TolariaError(
    "options/invalid",
    `"audience" must be 1 to 128 of the characters A-Z a-z 0-9 _ . : / -, but is ${show(audience)}. Cannot make signedCommands.`,
  );
}

/** Says how long a bad key is, and not what it is. */
function checkKey(key: unknown): CommandKey {
  const known = typeof key === "string" || key instanceof Uint8Array;
  const bytes = known ? Buffer.byteLength(key) : 0;
  if (known && bytes >= MIN_KEY_BYTES) return key;
  throw new TolariaError(
    "options/invalid",
    `"key" must have at least ${MIN_KEY_BYTES} bytes, but has ${bytes}. Cannot make signedCommands.`,
  );
}
