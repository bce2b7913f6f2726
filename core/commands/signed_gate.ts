import {
  AdaptationCommand,
  BUDGETS,
  BusEnvelope,
  BusMessageType,
  CommandType,
  fromTimestamp,
} from "../../proto/mod.ts";
import type { Clock } from "../ports/clock.ts";
import type { CommandGate, MessageSeal } from "../ports/command_gate.ts";
import { refused } from "./check_command.ts";
import { NonceMemory } from "./nonce_memory.ts";
import { type CommandKey, isSignature, NONCE_PATTERN, SIGNED, sealOf } from "./signature.ts";

/** What a gate of signed commands is made with. */
export interface SignedGateOptions {
  /** Key that the sender signs with. */
  readonly key: CommandKey;
  /** Whom commands have to be signed for. */
  readonly audience: string;
}

const NONCE_KEEP_MS = 5 * 60 * 1000;
const ISSUE_WINDOW_MS = 60 * 1000;

/** Most emergencies in the time that a nonce is remembered. */
const MAX_EMERGENCIES = 1_000;

/** Admits commands that are signed with a key for an audience, each once. */
export class SignedGate implements CommandGate {
  readonly name = "signed";
  readonly admits = true;
  readonly seal: MessageSeal;
  readonly #options: SignedGateOptions;
  readonly #clock: Clock;
  /** When the gate was composed, ms since 1970. */
  readonly #composedMs: number;
  readonly #nonces = new NonceMemory(NONCE_KEEP_MS, BUDGETS.queueDepth);
  /** A place of their own: whatever number of other commands came, an emergency is let in. */
  readonly #emergencies = new NonceMemory(NONCE_KEEP_MS, MAX_EMERGENCIES);

  constructor(options: SignedGateOptions, clock: Clock, composedMs: number) {
    this.#options = options;
    this.seal = sealOf(options.key);
    this.#clock = clock;
    this.#composedMs = composedMs;
  }

  admit(
    bytes: Uint8Array,
    accept: (command: AdaptationCommand) => void = () => {},
  ): AdaptationCommand {
    const { messageType, payload, attributes } = BusEnvelope.decode(bytes);
    if (messageType !== BusMessageType.BUS_MESSAGE_TYPE_ADAPTATION_COMMAND) {
      throw refused(
        "?",
        `the envelope must have the type ADAPTATION_COMMAND, but has ${messageType}`,
      );
    }
    const { key, audience } = this.#options;
    const nonce = attributes[SIGNED.nonce] ?? "";
    const signature = attributes[SIGNED.signature] ?? "";
    // Before anything of the payload is looked at.
    if (attributes[SIGNED.audience] !== audience) {
      throw refused("?", `it is not signed for the audience "${audience}"`);
    }
    const signed = { nonce, audience, payload };
    if (!NONCE_PATTERN.test(nonce) || !isSignature(signature, key, signed)) {
      throw refused("?", "the signature is not valid");
    }
    const command = AdaptationCommand.decode(payload);
    this.#checkFresh(command);
    this.#spend(command, nonce, accept);
    return command;
  }

  #checkFresh({ commandId, issuedAt }: AdaptationCommand): void {
    const issuedMs = fromTimestamp(issuedAt) ?? Number.NaN;
    const ageMs = this.#clock.wallMs() - issuedMs;
    if (!(Math.abs(ageMs) <= ISSUE_WINDOW_MS)) {
      throw refused(
        commandId,
        `"issued_at" must be within ${ISSUE_WINDOW_MS / 1000} s of now, but is ${Number.isNaN(ageMs) ? "none" : `${(ageMs / 1000).toFixed(1)} s ago`}`,
      );
    }
    // What an earlier process has let in is forgotten with it.
    if (issuedMs < this.#composedMs) {
      throw refused(commandId, "it was issued before this run was composed");
    }
  }

  /** Spends the nonce of a command that is let in: one that is refused can be sent again. */
  #spend(
    command: AdaptationCommand,
    nonce: string,
    accept: (command: AdaptationCommand) => void,
  ): void {
    const { commandId, commandType } = command;
    const nowMs = this.#clock.wallMs();
    const isEmergency = commandType === CommandType.COMMAND_EMERGENCY;
    const nonces = isEmergency ? this.#emergencies : this.#nonces;
    const fault = nonces.faultOf(nonce, nowMs);
    if (fault === "used") throw refused(commandId, "the nonce was used before");
    if (fault === "full") {
      const most = isEmergency
        ? `${MAX_EMERGENCIES} emergencies`
        : `${BUDGETS.queueDepth} commands`;
      throw refused(commandId, `more than ${most} came in 5 minutes`);
    }
    accept(command);
    nonces.spend(nonce, nowMs);
  }
}
