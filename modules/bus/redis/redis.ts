import { BUS, CIRCUIT_BREAKERS, type CircuitBreakers, exporterBreaker } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";
import { checkRedisOptions, type RedisBusOptions } from "./options.ts";
import { RedisBus } from "./redis_bus.ts";

/**
 * Connects trainers on many hosts by Redis Streams.
 *
 * A worker does everything: a Redis that is slow, dead or hostile costs the training nothing. CRITICAL messages are
 * on disk until Redis has them.
 *
 * @throws {TolariaError} `options/invalid`.
 * @see https://redis.io/docs/latest/develop/data-types/streams/
 */
export function redisBus(options: RedisBusOptions = {}): ContainerModule {
  const task = checkRedisOptions(options);
  return new ContainerModule(({ bind }) => {
    bind(BUS)
      .toResolvedValue(
        (breakers: CircuitBreakers) => new RedisBus(task, breakers.of(exporterBreaker("bus"))),
        [CIRCUIT_BREAKERS],
      )
      .inSingletonScope()
      .onDeactivation((bus) => bus.dispose());
  });
}
