const EVENTS = ["uncaughtException", "unhandledRejection"] as const;

/**
 * Runs `start` and undoes what Emscripten's start-up code does to the process: it installs handlers
 * that crash on every uncaught error, and replaces the runtime's `Worker`.
 */
export async function guardProcess<T>(start: () => Promise<T>): Promise<T> {
  const listeners = EVENTS.map((event) => new Set(process.listeners(event as "uncaughtException")));
  const worker = Object.getOwnPropertyDescriptor(globalThis, "Worker");
  try {
    return await start();
  } finally {
    EVENTS.forEach((event, index) => {
      for (const listener of process.listeners(event as "uncaughtException")) {
        if (!listeners[index]?.has(listener)) process.off(event, listener);
      }
    });
    if (worker) Object.defineProperty(globalThis, "Worker", worker);
    else Reflect.deleteProperty(globalThis, "Worker");
  }
}
