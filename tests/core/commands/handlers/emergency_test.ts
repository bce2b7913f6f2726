import assert from "node:assert/strict";
import { test } from "node:test";
import { emergencyHandler } from "../../../../core/commands/handlers/emergency.ts";
import type { PreparedCommand } from "../../../../core/mod.ts";
import { CommandType, EmergencyLevel } from "../../../../proto/mod.ts";
import { commandOf } from "../../../../testing/_support/commands.ts";
import { conformsToCommandHandler } from "../../../../testing/command_handler.ts";

conformsToCommandHandler(() => {
  const raised: EmergencyLevel[] = [];
  return {
    handler: emergencyHandler(
      (level) => raised.push(level),
      () => raised.push(0),
    ),
    good: { annotations: { level: "2" } },
    bad: {},
    visible: () => raised,
  };
});

function raisedBy(annotations: Record<string, string>, issuedBy = "operator"): string[] {
  const raised: string[] = [];
  const handler = emergencyHandler(
    (level, reason, by) => raised.push(`${EmergencyLevel[level]} ${by}: ${reason}`),
    (reason) => raised.push(`stood down by ${reason}`),
  );
  const command = commandOf({ commandType: CommandType.COMMAND_EMERGENCY, annotations, issuedBy });
  const prepared = handler.prepare(command) as PreparedCommand;
  assert.deepEqual(raised, []);
  prepared.commit();
  return raised;
}

test("emergencyHandler() raises the level that is named, by name or number", () => {
  for (const level of ["EMERGENCY_LEVEL_SEVERE", "3"]) {
    assert.deepEqual(raisedBy({ level, reason: "smoke" }), [
      "EMERGENCY_LEVEL_SEVERE operator: smoke",
    ]);
  }
  for (const level of [1, 2, 3, 4]) {
    const [raised] = raisedBy({ level: String(level) }, "");
    assert.equal(raised, `${EmergencyLevel[level]} a command: no reason given`);
  }
});

for (const level of ["", "0", "5", "EMERGENCY_LEVEL_UNSPECIFIED", "severe", "toString"]) {
  test(`emergencyHandler() refuses the level ${JSON.stringify(level)}`, () => {
    assert.throws(() => raisedBy({ level }), {
      code: "command/refused",
      message: `Annotation "level" must be the name or number of an EmergencyLevel, but is ${JSON.stringify(level)}. Cannot carry out command "c1".`,
    });
  });
}

test("emergencyHandler() stands down what is in force", () => {
  assert.deepEqual(raisedBy({ stand_down: "true", reason: "clean data" }), [
    "stood down by operator: clean data",
  ]);
});

test("emergencyHandler() refuses a command without a level, and raises nothing", () => {
  assert.throws(() => raisedBy({}), /but is none\./);
});

test("emergencyHandler() keeps a reason to 500 characters", () => {
  const [raised] = raisedBy({ level: "1", reason: "x".repeat(60_000) });
  assert.equal(raised?.length, "EMERGENCY_LEVEL_MINOR operator: ".length + 500);
});
