import { BUS, type Bus } from "../../../../core/mod.ts";
import { opossumBreakers, redisBus, systemClock } from "../../../../modules/mod.ts";
import { resolveProvider } from "../../../../testing/_support/resolve_provider.ts";
import { makeScratch } from "../../../../testing/_support/scratch.ts";
import { testUnless } from "../../../../testing/_support/suite.ts";
import { waitUntil } from "../../../../testing/_support/wait_until.ts";
import { type BusStage, CAPACITY, conformsToBus } from "../../../../testing/bus.ts";
import { makeRedis, NO_REDIS } from "../../../_support/bus/redis_server.ts";

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
