/**
 * A rank of a group under test: does what the test asks for, a line of JSON a command, until it is asked to leave.
 *
 * Usage: _rank_main <socket> <options of mpi() as JSON>
 *
 * @module
 */
import { once } from "node:events";
import { createConnection } from "node:net";
import { createInterface } from "node:readline";
import { COLLECTIVE, messageOf } from "../../../core/mod.ts";
import { mpi } from "../../../modules/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { decodeFloats, encodeFloats, type RankAnswer, type RankCommand } from "./commands.ts";
import { takeSteps } from "./take_steps.ts";

const [path = "", options = "{}"] = process.argv.slice(2);
const collective = await resolveProvider(COLLECTIVE, mpi(JSON.parse(options)));
await collective.start();
const socket = createConnection(path);
await once(socket, "connect");
const say = (answer: RankAnswer) => socket.write(`${JSON.stringify(answer)}\n`);
say({ rank: collective.ranks[0] as number, pid: process.pid, canShrink: collective.canShrink });
for await (const line of createInterface({ input: socket })) {
  const command = JSON.parse(line) as RankCommand;
  if (command.kind === "leave") break;
  try {
    say(await obey(command));
  } catch (error) {
    say({ error: messageOf(error) });
  }
}
socket.destroy();
await collective.dispose();

async function obey(command: Exclude<RankCommand, { kind: "leave" }>): Promise<RankAnswer> {
  switch (command.kind) {
    case "sum": {
      // As the wasm backend has it: memory that threads share.
      const shared = new SharedArrayBuffer(command.count * 4 + 64);
      const vector = new Float32Array(shared, 64, command.count);
      vector.set(decodeFloats(command.numbers));
      const outcome = collective.sum([vector], command.deadlineMs, command.exact);
      return { outcome, numbers: encodeFloats(vector) };
    }
    case "broadcast": {
      const bytes = command.bytes === undefined ? undefined : Buffer.from(command.bytes, "base64");
      const made = collective.broadcast(bytes, command.root, command.deadlineMs);
      return { outcome: made.outcome, bytes: Buffer.from(made.bytes).toString("base64") };
    }
    case "agree": {
      const votes = BigInt64Array.from(command.votes, BigInt);
      const outcome = collective.agree(votes, command.deadlineMs);
      return { outcome, votes: [...votes].map(String) };
    }
    case "report":
      collective.report(command.step, command.phase);
      return {};
    case "shrink":
      return { membership: await collective.shrink() };
    case "steps":
      return { stepped: await takeSteps(collective, command) };
    case "hang":
      for (;;);
  }
}
