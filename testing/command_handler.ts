import assert from "node:assert/strict";
import { type CommandHandler, TolariaError } from "../core/mod.ts";
import type { CommandFields } from "./_support/commands.ts";
import { commandOf } from "./_support/commands.ts";
import { type SuiteOptions, suiteOf } from "./_support/suite.ts";

/** A handler, what it carries out, and what that changes. */
export interface HandlerStage {
  /** The handler to check. */
  readonly handler: CommandHandler;
  /** A command that it carries out; its type is filled in. */
  readonly good: CommandFields;
  /** One of its type that it cannot carry out. */
  readonly bad?: CommandFields;
  /** All that a command could have changed. */
  visible(): unknown;
}

/** Checks what the port {@link CommandHandler} obliges a provider to. */
export function conformsToCommandHandler(
  create: () => HandlerStage | Promise<HandlerStage>,
  options: SuiteOptions = {},
): void {
  const check = suiteOf(options);
  const prepare = ({ handler }: HandlerStage, fields: CommandFields) =>
    handler.prepare(commandOf({ commandType: handler.type, ...fields }));

  check("CommandHandler.prepare() changes nothing that can be seen", async () => {
    const stage = await create();
    const before = structuredClone(stage.visible());
    await prepare(stage, stage.good);
    assert.deepEqual(stage.visible(), before);
  });

  check("CommandHandler leaves no trace of a command that is aborted", async () => {
    const stage = await create();
    const before = structuredClone(stage.visible());
    (await prepare(stage, stage.good)).abort();
    assert.deepEqual(stage.visible(), before);
  });

  check("CommandHandler makes its change when asked to commit", async () => {
    const stage = await create();
    const before = structuredClone(stage.visible());
    (await prepare(stage, stage.good)).commit();
    assert.notDeepEqual(stage.visible(), before);
  });

  check(
    "CommandHandler.prepare() refuses what it cannot carry out, and changes nothing",
    async () => {
      const stage = await create();
      const before = structuredClone(stage.visible());
      await assert.rejects(
        async () => prepare(stage, stage.bad ?? assert.fail("the stage has no bad command")),
        (error) => TolariaError.is(error, "command/refused"),
      );
      assert.deepEqual(stage.visible(), before);
    },
  );
}
