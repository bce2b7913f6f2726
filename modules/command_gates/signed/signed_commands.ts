import {
  CLOCK,
  type Clock,
  COMMAND_GATE,
  type CommandGate,
  refused,
  TolariaError,
} from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";
import {
  AdaptationCommand,
  BUDGETS,
  BusEnvelope,
  BusMessageType,
  fromTimestamp,
} from "../../../proto/mod.ts";
import { NonceMemory } from "./nonce_memory.ts";
import { type CommandKey, isSignature, NONCE_PATTERN, SIGNED } from "./signature.ts";

/** Options of {@link signedCommands}. */
export interface SignedCommandsOptions {
  /** Key that the sender signs with: at least 32 bytes, of which nobody else knows. */
  readonly key: CommandKey;
}

const MIN_KEY_BYTES = 32;
const NONCE_KEEP_MS = 5 * 60 * 1000;
const ISSUE_WINDOW_MS = 60 * 1000;

class SignedCommands implements CommandGate {
  readonly name = "signed";
  readonly admits = true;
  readonly #key: CommandKey;
  readonly #clock: Clock;
  readonly #nonces = new NonceMemory(NONCE_KEEP_MS, BUDGETS.queueDepth);

  constructor(key: CommandKey, clock: Clock) {
    this.#key = key;
    this.#clock = clock;
  }

  admit(bytes: Uint8Array): AdaptationCommand {
    const { messageType, payload, attributes } = BusEnvelope.decode(bytes);
    if (messageType !== BusMessageType.BUS_MESSAGE_TYPE_ADAPTATION_COMMAND) {
      throw refused(
        "?",
        `the envelope must have the type ADAPTATION_COMMAND, but has ${messageType}`,
      );
    }
    const nonce = attributes[SIGNED.nonce] ?? "";
    const signature = attributes[SIGNED.signature] ?? "";
    // Before anything of the payload is looked at.
    if (!NONCE_PATTERN.test(nonce) || !isSignature(signature, this.#key, nonce, payload)) {
      throw refused("?", "the signature is not valid");
    }
    const command = AdaptationCommand.decode(payload);
    this.#checkFresh(command, nonce);
    return command;
  }

  #checkFresh({ commandId, issuedAt }: AdaptationCommand, nonce: string): void {
    const nowMs = this.#clock.wallMs();
    const ageMs = nowMs - (fromTimestamp(issuedAt) ?? Number.NaN);
    if (!(Math.abs(ageMs) <= ISSUE_WINDOW_MS)) {
      throw refused(
        commandId,
        `"issued_at" must be within ${ISSUE_WINDOW_MS / 1000} s of now, but is ${Number.isNaN(ageMs) ? "none" : `${(ageMs / 1000).toFixed(1)} s ago`}`,
      );
    }
    const fault = this.#nonces.take(nonce, nowMs);
    if (fault === "used") throw refused(commandId, "the nonce was used before");
    if (fault === "full")
      throw refused(commandId, `more than ${BUDGETS.queueDepth} commands came in 5 minutes`);
  }
}

/**
 * Lets commands in from outside that are signed with HMAC-SHA256, were issued within 60 s, and have a nonce that was not
 * used before. {@link signCommand} makes such ones.
 */
export function signedCommands(options: SignedCommandsOptions): ContainerModule {
  const key = checkKey(options?.key);
  return new ContainerModule(({ bind }) => {
    bind(COMMAND_GATE)
      .toResolvedValue((clock: Clock) => new SignedCommands(key, clock), [CLOCK])
      .inSingletonScope();
  });
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
