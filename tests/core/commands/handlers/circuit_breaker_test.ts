import assert from "node:assert/strict";
import { test } from "node:test";
import { circuitBreakerHandler } from "../../../../core/commands/handlers/circuit_breaker.ts";
import { CIRCUIT_BREAKERS, type PreparedCommand } from "../../../../core/mod.ts";
import { opossumBreakers } from "../../../../modules/mod.ts";
import { CircuitBreakerState, CommandType } from "../../../../proto/mod.ts";
import { commandOf } from "../../../../testing/_support/commands.ts";
import { resolveProvider } from "../../../../testing/_support/resolve_provider.ts";
import { conformsToCommandHandler } from "../../../../testing/command_handler.ts";

conformsToCommandHandler(async () => {
  const breakers = await resolveProvider(CIRCUIT_BREAKERS, opossumBreakers());
  const breaker = breakers.of("tamiyo");
  const circuitBreaker = { desiredState: CircuitBreakerState.CIRCUIT_STATE_OPEN };
  return {
    handler: circuitBreakerHandler(breakers),
    good: { circuitBreaker, annotations: { breaker: "tamiyo" } },
    bad: { circuitBreaker },
    visible: () => breaker.state,
  };
});

const { CIRCUIT_STATE_CLOSED, CIRCUIT_STATE_HALF_OPEN, CIRCUIT_STATE_OPEN } = CircuitBreakerState;

async function stage() {
  const breakers = await resolveProvider(CIRCUIT_BREAKERS, opossumBreakers());
  for (const name of ["tamiyo", "kasmina"]) breakers.of(name);
  const reasons: string[] = [];
  breakers.subscribe(({ reason }) => reasons.push(reason));
  const handler = circuitBreakerHandler(breakers);
  const prepare = (desiredState?: CircuitBreakerState, breaker = "tamiyo", rationale = "") =>
    handler.prepare(
      commandOf({
        commandType: CommandType.COMMAND_CIRCUIT_BREAKER,
        issuedBy: "operator",
        annotations: { breaker },
        ...(desiredState !== undefined && { circuitBreaker: { desiredState, rationale } }),
      }),
    ) as PreparedCommand;
  return { breakers, reasons, prepare };
}

test("circuitBreakerHandler() opens and closes the breaker that is named, with its reason", async () => {
  const { breakers, reasons, prepare } = await stage();
  prepare(CIRCUIT_STATE_OPEN, "tamiyo", "it misbehaves").abort();
  const prepared = prepare(CIRCUIT_STATE_OPEN, "tamiyo", "it misbehaves");
  assert.equal(breakers.of("tamiyo").state, CIRCUIT_STATE_CLOSED);
  prepared.commit();
  assert.equal(breakers.of("tamiyo").state, CIRCUIT_STATE_OPEN);
  assert.equal(breakers.of("kasmina").state, CIRCUIT_STATE_CLOSED);
  prepare(CIRCUIT_STATE_CLOSED).commit();
  assert.equal(breakers.of("tamiyo").state, CIRCUIT_STATE_CLOSED);
  assert.deepEqual(reasons, [
    "operator asked for it: it misbehaves",
    "operator asked for it: no reason given",
  ]);
});

test("circuitBreakerHandler() refuses a breaker that nobody asked for yet", async () => {
  const { prepare } = await stage();
  assert.throws(() => prepare(CIRCUIT_STATE_OPEN, "tamyo"), {
    code: "command/refused",
    message: `Annotation "breaker" must be one of tamiyo, kasmina, but is "tamyo". Cannot carry out command "c1".`,
  });
});

test("circuitBreakerHandler() refuses any other state", async () => {
  const { prepare } = await stage();
  const shown = (value: string) =>
    `"desired_state" must be CIRCUIT_STATE_OPEN or CIRCUIT_STATE_CLOSED, but is ${value}. Cannot carry out command "c1".`;
  assert.throws(() => prepare(CIRCUIT_STATE_HALF_OPEN), {
    message: shown("CIRCUIT_STATE_HALF_OPEN"),
  });
  assert.throws(() => prepare(), { message: shown("CIRCUIT_STATE_UNKNOWN") });
  assert.throws(() => prepare(9 as CircuitBreakerState), { message: shown("9") });
});
