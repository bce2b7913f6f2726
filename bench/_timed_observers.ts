import { CLOCK, type Clock, RUN_OBSERVER, type RunObserver } from "../core/mod.ts";
import { Container, ContainerModule } from "../deps.ts";
import { opossumBreakers } from "../modules/mod.ts";
import type { Stopwatch } from "./_timed_telemetry.ts";

const HOOKS = [
  "onRunStart",
  "onStep",
  "onEpoch",
  "onBoundary",
  "onReadings",
  "onEvent",
  "onIncident",
  "onRunEnd",
] as const;

/** One observer that stands for all that `modules` bind, every call to which is timed. */
export function timedObservers(
  modules: readonly ContainerModule[],
  watch: Stopwatch,
): ContainerModule {
  const container = new Container();
  return new ContainerModule(({ bind }) => {
    bind<RunObserver>(RUN_OBSERVER)
      .toResolvedValue(
        async (clock: Clock) => {
          container.bind(CLOCK).toConstantValue(clock);
          container.load(opossumBreakers(), ...modules);
          return timed(await container.getAllAsync(RUN_OBSERVER), watch);
        },
        [CLOCK],
      )
      .inSingletonScope()
      .onDeactivation(async () => {
        await container.unbindAllAsync();
      });
  });
}

function timed(observers: readonly RunObserver[], watch: Stopwatch): RunObserver {
  const all: RunObserver = {
    settle: async () => {
      for (const observer of observers) await observer.settle?.();
    },
  };
  const hooks = HOOKS.map((hook) => {
    const call = (value: never) => {
      for (const observer of observers) observer[hook]?.(value);
    };
    return [hook, (value: never) => watch.time(() => call(value))] as const;
  });
  return Object.assign(all, Object.fromEntries(hooks));
}
