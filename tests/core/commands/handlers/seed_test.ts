import { seedHandler } from "../../../../core/commands/handlers/seed.ts";
import { KASMINA } from "../../../../core/mod.ts";
import { recordingKasmina, SeedCommandRecord } from "../../../../modules/mod.ts";
import { seedFields } from "../../../../testing/_support/commands.ts";
import { resolveProvider } from "../../../../testing/_support/resolve_provider.ts";
import { conformsToCommandHandler } from "../../../../testing/command_handler.ts";

conformsToCommandHandler(
  async () => {
    const record = new SeedCommandRecord();
    return {
      handler: seedHandler(await resolveProvider(KASMINA, recordingKasmina(record))),
      good: seedFields(),
      visible: () => record.commands.length,
    };
  },
  {
    skip: [
      {
        test: "CommandHandler.prepare() refuses what it cannot carry out, and changes nothing",
        reason: "hands every command to Kasmina, whose stand-in refuses none",
      },
    ],
  },
);
