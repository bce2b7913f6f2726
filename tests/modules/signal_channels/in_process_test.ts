import assert from "node:assert/strict";
import { test } from "node:test";
import { SIGNAL_CHANNEL } from "../../../core/mod.ts";
import { inProcessSignals } from "../../../modules/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { conformsToSignalChannel } from "../../../testing/signal_channel.ts";

const create = () => resolveProvider(SIGNAL_CHANNEL, inProcessSignals());

conformsToSignalChannel(create);

test("inProcessSignals() says that it is degraded", async () => {
  assert.equal((await create()).degraded, "the run keeps its signals to itself");
});
