import assert from "node:assert/strict";
import { type CommandGate, RandomStream, TolariaError } from "../core/mod.ts";
import { type AdaptationCommand, BusEnvelope } from "../proto/mod.ts";
import { type SuiteOptions, suiteOf } from "./_support/suite.ts";

/** A gate, and the key to it. */
export interface GateStage {
  /** The gate to check. */
  readonly gate: CommandGate;
  /** An envelope that the gate lets in, another one at each call. */
  envelope(): Uint8Array;
}

/** What a gate may throw. */
const CODES = new Set([
  "command/refused",
  "leyline/malformed",
  "leyline/version",
  "leyline/oversized",
]);

/** Checks what the port {@link CommandGate} obliges a provider to. */
export function conformsToCommandGate(
  create: () => Promise<GateStage>,
  options: SuiteOptions = {},
): void {
  const check = suiteOf(options);

  check("CommandGate has a name", async () => {
    assert.match((await create()).gate.name, /^[a-z][a-z-]*$/);
  });

  check(
    "CommandGate.admit() lets a command in where the gate says that it admits any",
    async () => {
      const { gate, envelope } = await create();
      assert.equal(gate.admits, true);
      assert.notEqual(gate.admit(envelope()).commandId, "");
      assert.notEqual(gate.admit(envelope()).commandId, "");
    },
  );

  check("CommandGate.admit() lets the same bytes in once at most", async () => {
    const { gate, envelope } = await create();
    const bytes = envelope();
    attempt(gate, bytes);
    assert.equal(attempt(gate, bytes), undefined);
  });

  check(
    "CommandGate.admit() throws what is documented and nothing else, whatever the bytes",
    async () => {
      const { gate, envelope } = await create();
      const good = BusEnvelope.decode(envelope());
      const random = new RandomStream(1, "gate");
      for (let run = 0; run < 1_000; run++) {
        const bytes = run % 2 === 0 ? bytesOf(random, 300) : envelopeOf(random, good.payload);
        assert.equal(attempt(gate, bytes), undefined, `${bytes}`);
      }
      assert.equal(attempt(gate, new Uint8Array(1_000_000)), undefined);
    },
  );

  check("CommandGate.admit() changes nothing of the bytes", async () => {
    const { gate, envelope } = await create();
    const bytes = envelope();
    const copy = bytes.slice();
    attempt(gate, bytes);
    assert.deepEqual(bytes, copy);
  });
}

/** Random bytes, at most `limit`. */
function bytesOf(random: RandomStream, limit: number): Uint8Array {
  return Uint8Array.from({ length: random.below(limit + 1) }, () => random.below(256));
}

/** An envelope of random fields, every other one with the payload of a good one. */
function envelopeOf(random: RandomStream, payload: Uint8Array): Uint8Array {
  const text = () => String.fromCharCode(...bytesOf(random, 8));
  return BusEnvelope.encode({
    messageType: random.below(10),
    payload: random.below(2) === 0 ? bytesOf(random, 20) : payload,
    attributes: Object.fromEntries(Array.from({ length: random.below(5) }, () => [text(), text()])),
  });
}

/** The command in `bytes`, or undefined where the gate refused it as it may. */
function attempt(gate: CommandGate, bytes: Uint8Array): AdaptationCommand | undefined {
  try {
    return gate.admit(bytes);
  } catch (error) {
    assert.ok(TolariaError.is(error) && CODES.has(error.code), `it threw ${error}`);
    return undefined;
  }
}
