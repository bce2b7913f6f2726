/**
 * What writes the packets, in the exporter's worker.
 *
 * @module
 */
import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { appendFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { machineClock } from "../../../core/worker.ts";
import { Writer } from "../../../deps.ts";
import { TelemetryPacket, toTimestamp } from "../../../proto/mod.ts";
import { type Destination, NOTHING_REFUSED } from "../_worker/mod.ts";
import { type PacketFields, packetOfMetrics, packetOfSpans } from "./to_packet.ts";

/** Takes packets to the end of the file `path`. */
export async function open({ path }: { readonly path: string }): Promise<Destination> {
  const shown = resolve(path);
  return {
    shown,
    deliver: async (spans) => {
      await append(shown, packetOfSpans(spans));
      return NOTHING_REFUSED;
    },
    takeMetrics: async (metrics) => {
      await append(shown, packetOfMetrics(metrics));
      return "taken";
    },
    close: () => Promise.resolve(),
  };
}

async function append(path: string, content: PacketFields): Promise<void> {
  const bytes = TelemetryPacket.encode({
    packetId: randomUUID(),
    timestamp: toTimestamp(machineClock.wallMs()),
    sourceSubsystem: "tolaria",
    ...content,
  });
  mkdirSync(dirname(path), { recursive: true });
  await appendFile(path, new Writer().bytes(bytes).finish());
}
