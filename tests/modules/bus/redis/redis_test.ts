import { BUS, type Bus } from "../../../../core/mod.ts";
import { opossumBreakers, redisBus, systemClock } from "../../../../modules/mod.ts";
import { makeRedis, NO_REDIS } from "../../../_support/bus/redis_server.ts";
import { makeScratch } from "../../../_support/processes/scratch.ts";
import { waitUntil } from "../../../_support/processes/wait_until.ts";
import { resolveProvider } from "../../../_support/providers/resolve_provider.ts";
import { testUnless } from "../../../_support/providers/suite.ts";
import { type BusStage, CAPACITY, conformsToBus } from "../../../conformance/bus.ts";

const make = (url: string, spillFolder: string): Promise<Bus> =>
  resolveProvider(
    BUS,
    redisBus({ url, spillFolder, capacity: CAPACITY }),
    opossumBreakers(),
    systemClock(),
  );

async function twoBuses(cutOff: boolean): Promise<BusStage> {
  const server = await makeRedis();
  const { scratch, remove } = makeScratch();
  if (!cutOff) await server.start();
  const buses = [
    await make(server.url, scratch.path("a")),
    await make(server.url, scratch.path("b")),
  ] as const;
  let up = 0;
  for (const bus of buses) {
    bus.watch(({ kind }) => {
      if (kind === "up") up += 1;
    });
  }
  return {
    bus: buses[0],
    peer: buses[1],
    connected: () => waitUntil("both are connected", () => up === 2),
    close: async () => {
      await server.kill();
      remove();
    },
  };
}

if (NO_REDIS === undefined) conformsToBus(twoBuses);
else testUnless(NO_REDIS, "redisBus() conforms to Bus", () => {});
