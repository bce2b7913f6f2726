import assert from "node:assert/strict";
import fc from "fast-check";
import { type CommandGate, TolariaError } from "../../core/mod.ts";
import { type AdaptationCommand, BusEnvelope } from "../../proto/mod.ts";
import { type SuiteOptions, suiteOf } from "../_support/providers/suite.ts";

/** A gate, and the key to it. */
export interface GateStage {
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
      const envelopes = fc
        .record({
          messageType: fc.integer({ min: 0, max: 9 }),
          payload: fc.oneof(fc.uint8Array(), fc.constant(good.payload)),
          attributes: fc.dictionary(fc.string(), fc.string(), { maxKeys: 4 }),
        })
        .map((fields) => BusEnvelope.encode(fields));
      fc.assert(
        fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), envelopes), (bytes) => {
          assert.equal(attempt(gate, bytes), undefined);
        }),
        { seed: 1, numRuns: 1_000 },
      );
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

/** The command in `bytes`, or undefined where the gate refused it as it may. */
function attempt(gate: CommandGate, bytes: Uint8Array): AdaptationCommand | undefined {
  try {
    return gate.admit(bytes);
  } catch (error) {
    assert.ok(TolariaError.is(error) && CODES.has(error.code), `it threw ${error}`);
    return undefined;
  }
}
