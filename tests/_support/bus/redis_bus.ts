import { BUS, type Bus, CIRCUIT_BREAKERS, type CircuitBreakers } from "../../../core/mod.ts";
import { Container } from "../../../deps.ts";
import { opossumBreakers, type RedisBusOptions, redisBus } from "../../../modules/mod.ts";
import type { EventEnvelope } from "../../../proto/mod.ts";
import { waitUntil } from "../../../testing/_support/wait_until.ts";

/** A bus over Redis that was started, and what there is around it. */
export interface RedisStage {
  readonly bus: Bus;
  readonly breakers: CircuitBreakers;
  /** What came by the channel of emergencies. */
  readonly heard: EventEnvelope[];
  /** Kinds of what happened to the bus, and why, in order. */
  readonly changes: string[];
  /** Settles once it is connected, or is not any more. */
  is(link: "up" | "down"): Promise<void>;
}

/** Makes a bus over Redis that listens, and starts it. */
export async function startRedisBus(options: RedisBusOptions): Promise<RedisStage> {
  const container = new Container();
  container.load(redisBus(options), opossumBreakers());
  const bus = await container.getAsync(BUS);
  const breakers = await container.getAsync(CIRCUIT_BREAKERS);
  const heard: EventEnvelope[] = [];
  const changes: string[] = [];
  let link = "";
  bus.subscribe("emergency", (envelope) => heard.push(envelope));
  bus.watch(({ kind, reason }) => {
    changes.push(`${kind}: ${reason}`);
    if (kind === "up" || kind === "down") link = kind;
  });
  await bus.start();
  const is = (wanted: string) => waitUntil(`the bus is ${wanted}`, () => link === wanted);
  return { bus, breakers, heard, changes, is };
}
