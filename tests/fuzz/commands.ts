import { createHmac } from "node:crypto";
import {
  CLOCK,
  COMMAND_GATE,
  type CommandGate,
  checkCommand,
  PACKET_ANNOTATION,
  RandomStream,
  TolariaError,
} from "../../core/mod.ts";
import { Container } from "../../deps.ts";
import { ManualClock, manualClock, signCommand, signedCommands } from "../../modules/mod.ts";
import {
  AdaptationCommand,
  BusEnvelope,
  CircuitBreakerState,
  CommandType,
  type FieldsOf,
  toTimestamp,
} from "../../proto/mod.ts";
import { mutate } from "./mutate.ts";

/** What came of a fuzzing run. */
export interface FuzzResult {
  /** Mutated commands that were tried. */
  tried: number;
  /** Of them, those that were let in without a valid signature, fresh nonce and fresh time. */
  accepted: number;
  /** Of them, those on which something other than a documented error was thrown. */
  crashes: number;
  /** Of them, those that were let in as they should: the change left what is signed alone. */
  harmless: number;
}

const KEY = "0123456789abcdef0123456789abcdef";
const AUDIENCE = "fuzz";
const START_MS = 1_800_000_000_000;
const CODES = /^(command\/refused|leyline\/(malformed|version|oversized))$/;

/** How a fuzzing run goes. */
export interface FuzzOptions {
  readonly tries: number;
  readonly seed: number;
  /** Makes the gate that is attacked. @default the real one */
  readonly gateOf?: (clock: ManualClock) => CommandGate;
  /** Told how many were tried, now and then. */
  readonly progress?: (done: number) => void;
}

/** Sends mutated commands to the gate, and mutated payloads straight to what is behind it. */
export function fuzzCommands({
  tries,
  seed,
  gateOf = signedGate,
  progress,
}: FuzzOptions): FuzzResult {
  const random = new RandomStream(seed, "fuzz");
  const clock = new ManualClock(START_MS);
  const gate = gateOf(clock);
  const usedNonces = new Set<string>();
  const result: FuzzResult = { tried: 0, accepted: 0, crashes: 0, harmless: 0 };
  while (result.tried < tries) {
    clock.advance(100);
    const command = randomCommand(random, clock.wallMs());
    const envelope = mutate(signCommand(command, KEY, AUDIENCE, nonceOf(random)), random);
    result.tried += 1;
    try {
      checkCommand(gate.admit(envelope));
      if (isAuthentic(envelope, usedNonces)) result.harmless += 1;
      else result.accepted += 1;
    } catch (error) {
      if (!isDocumented(error)) result.crashes += 1;
    }
    if (!survivesBehindTheGate(mutate(AdaptationCommand.encode(command), random)))
      result.crashes += 1;
    if (result.tried % 10_000 === 0) progress?.(result.tried);
  }
  return result;
}

function signedGate(clock: ManualClock): CommandGate {
  const container = new Container();
  container.load(manualClock(clock), signedCommands({ key: KEY, audience: AUDIENCE }));
  container.get(CLOCK);
  return container.get(COMMAND_GATE);
}

/**
 * Whether an envelope deserved to be let in, by a second implementation of the rule: the signature is the one of its
 * nonce and payload, and the nonce is new.
 */
function isAuthentic(envelope: Uint8Array, usedNonces: Set<string>): boolean {
  const { payload, attributes } = BusEnvelope.decode(envelope);
  const nonce = attributes.nonce ?? "";
  const signed = Buffer.concat([Buffer.from(`${nonce}\0${AUDIENCE}\0`), payload]);
  const expected = createHmac("sha256", Buffer.from(KEY)).update(signed).digest("hex");
  if (attributes.audience !== AUDIENCE || attributes.signature !== expected) return false;
  if (usedNonces.has(nonce)) return false;
  usedNonces.add(nonce);
  return true;
}

function isDocumented(error: unknown): boolean {
  return TolariaError.is(error) && CODES.test(error.code);
}

/** A controller's answer comes without a signature: its bytes must be refused or make sense, whatever they are. */
function survivesBehindTheGate(bytes: Uint8Array): boolean {
  try {
    checkCommand(AdaptationCommand.decode(bytes));
    return true;
  } catch (error) {
    return isDocumented(error);
  }
}

function randomCommand(random: RandomStream, nowMs: number): FieldsOf<typeof AdaptationCommand> {
  const payloads: FieldsOf<typeof AdaptationCommand>[] = [
    {
      commandType: CommandType.COMMAND_SEED,
      targetSeedId: "seed-a",
      seedOperation: { operation: 1 + random.below(9), blueprintId: "conv-norm" },
    },
    {
      commandType: CommandType.COMMAND_OPTIMIZER,
      optimizerAdjustment: { optimizerId: "sgd", hyperparameters: { momentum: random.next() } },
    },
    {
      commandType: CommandType.COMMAND_CIRCUIT_BREAKER,
      circuitBreaker: { desiredState: CircuitBreakerState.CIRCUIT_STATE_OPEN, rationale: "why" },
    },
    { commandType: CommandType.COMMAND_PAUSE, annotations: { duration_ms: "10" } },
    { commandType: CommandType.COMMAND_EMERGENCY, annotations: { level: "2" } },
    {
      commandType: CommandType.COMMAND_ROLLBACK,
      rollbackPayload: { fields: { step: { numberValue: random.below(1000) } } },
    },
  ];
  const chosen = payloads[random.below(payloads.length)] as FieldsOf<typeof AdaptationCommand>;
  return {
    version: 1,
    commandId: `c${random.below(1e6)}`,
    executionDeadlineMs: random.below(1000),
    issuedBy: "fuzz",
    issuedAt: toTimestamp(nowMs),
    ...chosen,
    annotations: { [PACKET_ANNOTATION]: "run/1", ...chosen.annotations },
  };
}

function nonceOf(random: RandomStream): string {
  return Array.from({ length: 20 }, () => random.below(36).toString(36)).join("");
}
