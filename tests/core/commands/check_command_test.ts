import assert from "node:assert/strict";
import { test } from "node:test";
import { checkCommand, readAnswer } from "../../../core/commands/check_command.ts";
import {
  CircuitBreakerState,
  CommandType,
  SeedLifecycleStage,
  SeedOperation,
} from "../../../proto/mod.ts";
import {
  type CommandFields,
  commandBytes,
  commandOf,
  seedFields,
} from "../../../testing/_support/commands.ts";

const circuitBreaker = { desiredState: CircuitBreakerState.CIRCUIT_STATE_OPEN };
const long = "x".repeat(129);

const GOOD: readonly [name: string, fields: CommandFields][] = [
  ["a pause", {}],
  ["a seed command", seedFields()],
  ["an optimizer command", { commandType: CommandType.COMMAND_OPTIMIZER, optimizerAdjustment: {} }],
  ["an optimizer command without a payload", { commandType: CommandType.COMMAND_OPTIMIZER }],
  ["a rollback", { commandType: CommandType.COMMAND_ROLLBACK, rollbackPayload: { fields: {} } }],
  ["a breaker command", { commandType: CommandType.COMMAND_CIRCUIT_BREAKER, circuitBreaker }],
  ["an emergency", { commandType: CommandType.COMMAND_EMERGENCY }],
  ["a pruning", { commandType: CommandType.COMMAND_STRUCTURAL_PRUNING }],
  ["a name of 128 characters", { commandId: "x".repeat(128) }],
];

for (const [name, fields] of GOOD) {
  test(`checkCommand() accepts ${name}`, () => {
    const command = commandOf(fields);
    assert.equal(checkCommand(command), command);
  });
}

const BAD: readonly [name: string, fields: CommandFields, message: string][] = [
  [
    "no id",
    { commandId: "" },
    '"command_id" must have 1 to 128 characters, but has 0. Cannot carry out command "".',
  ],
  [
    "an id that is too long",
    { commandId: long },
    `"command_id" must have 1 to 128 characters, but has 129. Cannot carry out command "${"x".repeat(128)}".`,
  ],
  [
    "a long sender",
    { issuedBy: long },
    '"issued_by" must have 0 to 128 characters, but has 129. Cannot carry out command "c1".',
  ],
  [
    "a long seed",
    seedFields({ targetSeedId: long }),
    '"target_seed_id" must have 0 to 128 characters, but has 129. Cannot carry out command "c1".',
  ],
  [
    "a long blueprint",
    seedFields({ seedOperation: { operation: 1, blueprintId: long } }),
    '"seed_operation.blueprint_id" must have 0 to 128 characters, but has 129. Cannot carry out command "c1".',
  ],
  [
    "no type",
    { commandType: CommandType.COMMAND_UNKNOWN },
    '"command_type" must be a known one, but is 0. Cannot carry out command "c1".',
  ],
  [
    "a type that is not known",
    { commandType: 77 as CommandType },
    '"command_type" must be a known one, but is 77. Cannot carry out command "c1".',
  ],
  [
    "another type's payload",
    { commandType: CommandType.COMMAND_OPTIMIZER, circuitBreaker },
    'A COMMAND_OPTIMIZER must have the payload "optimizerAdjustment", but has "circuitBreaker". Cannot carry out command "c1".',
  ],
  [
    "a payload where there is none",
    { circuitBreaker },
    'A COMMAND_PAUSE must have no payload, but has "circuitBreaker". Cannot carry out command "c1".',
  ],
  [
    "a seed command without an operation",
    seedFields({ seedOperation: undefined }),
    '"seed_operation.operation" must be a known one, but is 0. Cannot carry out command "c1".',
  ],
  [
    "an operation that is not known",
    seedFields({ seedOperation: { operation: 99 as SeedOperation } }),
    '"seed_operation.operation" must be a known one, but is 99. Cannot carry out command "c1".',
  ],
  [
    "a seed command without a seed",
    seedFields({ targetSeedId: "" }),
    '"target_seed_id" must name a seed, but is empty. Cannot carry out command "c1".',
  ],
];

for (const [name, fields, message] of BAD) {
  test(`checkCommand() refuses ${name}`, () => {
    assert.throws(() => checkCommand(commandOf(fields)), { code: "command/refused", message });
  });
}

test("readAnswer() accepts the command that answers the packet", () => {
  const bytes = commandBytes({ annotations: { packet_id: "run/1" } });
  assert.equal(readAnswer(bytes, "run/1").commandId, "c1");
});

test("readAnswer() refuses an answer to another packet, or to none", () => {
  const shown = (value: string) =>
    `Annotation "packet_id" must be "run/2", the packet that was asked about, but is ${value}. Cannot carry out command "c1".`;
  const other = commandBytes({ annotations: { packet_id: "run/1" } });
  assert.throws(() => readAnswer(other, "run/2"), { message: shown('"run/1"') });
  assert.throws(() => readAnswer(commandBytes(), "run/2"), { message: shown("none") });
});

test("readAnswer() refuses bytes that are no command", () => {
  const garbage = new Uint8Array([0xff, 0xff, 0xff, 0xff]);
  assert.throws(() => readAnswer(garbage, "run/1"), { code: "leyline/malformed" });
  assert.throws(() => readAnswer(new Uint8Array(), "run/1"), { code: "leyline/version" });
  assert.throws(() => readAnswer(new Uint8Array(65_537), "run/1"), { code: "leyline/oversized" });
});

test("checkCommand() knows every type and operation of Leyline but UNKNOWN", () => {
  const numbers = (values: object) =>
    Object.values(values).filter(
      (value): value is number => typeof value === "number" && value > 0,
    );
  for (const commandType of numbers(CommandType)) {
    const fields = commandType === CommandType.COMMAND_SEED ? seedFields() : { commandType };
    checkCommand(commandOf(fields));
  }
  for (const operation of numbers(SeedOperation)) {
    checkCommand(commandOf(seedFields({ seedOperation: { operation } })));
  }
  assert.equal(numbers(SeedLifecycleStage).length, 11);
});

test("checkCommand() accepts 8 further commands, and refuses more, nested and invalid ones", () => {
  const further = (count: number) =>
    Array.from({ length: count }, (_, at) => commandOf(seedFields({ commandId: `f${at}` })));
  assert.ok(checkCommand(commandOf({ further: further(8) })));
  const bad: readonly (readonly [CommandFields, RegExp])[] = [
    [{ further: further(9) }, /"further" must have at most 8 commands, but has 9/],
    [
      { further: [commandOf(seedFields({ further: further(1) }))] },
      /"further" must have no commands that come with others/,
    ],
    [
      { further: [commandOf(seedFields({ targetSeedId: "" }))] },
      /"target_seed_id" must name a seed/,
    ],
  ];
  for (const [fields, message] of bad) {
    assert.throws(() => checkCommand(commandOf(fields)), { code: "command/refused", message });
  }
});
