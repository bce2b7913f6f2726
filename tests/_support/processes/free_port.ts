import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

/**
 * A port on which nobody listens, and nobody will before the caller does: it is below those that the system hands out, also to tests that
 * run beside this one.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const server = createServer();
    const listening = once(server, "listening").then(
      () => true,
      () => false,
    );
    const port = randomInt(20_000, 30_000);
    server.listen(port, "127.0.0.1");
    const isFree = await listening;
    await new Promise((resolve) => server.close(resolve));
    if (isFree) return port;
  }
}
