import { COLLECTIVE } from "../../../core/mod.ts";
import { noCollective } from "../../../modules/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { conformsToCollective, stageInProcess } from "../../../testing/mod.ts";

conformsToCollective(
  async () => stageInProcess(await resolveProvider(COLLECTIVE, noCollective())),
  { sizes: [1], ownVotes: false },
);
