import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** PyTorch or Keras in a process of its own. */
export interface PeerProcess {
  /** Trains one epoch. Returns how long a step took, in milliseconds. */
  epoch(): Promise<number>;
  /** Ends the process. */
  dispose(): void;
}

/** Starts the process. */
export function startPeer(python: string, args: readonly string[]): PeerProcess {
  const script = fileURLToPath(new URL("peers.py", import.meta.url));
  const child = spawn(python, [script, ...args], { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.on("error", () => {});
  const answers = createInterface({ input: child.stdout });
  const gone = once(child, "exit").then(([code]) => {
    throw new Error(`The process ended with ${code}. Cannot measure the peers.`);
  });
  // Heard where an epoch is waited for; an end that is asked for is none of them.
  gone.catch(() => {});
  return {
    epoch: async () => {
      child.stdin.write("go\n");
      const [line] = (await Promise.race([once(answers, "line"), gone])) as [string];
      return Number(line);
    },
    dispose: () => child.kill(),
  };
}
