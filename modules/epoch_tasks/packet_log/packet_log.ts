import { appendFileSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { EPOCH_TASK, type EpochTask, parseOptions } from "../../../core/mod.ts";
import { ContainerModule, Writer, z } from "../../../deps.ts";

/** Options of {@link packetLog}. */
export interface PacketLogOptions {
  /** Path of the file; packets are added to one that is there. */
  readonly path: string;
}

const PacketLogSchema: z.ZodType<PacketLogOptions> = z.strictObject({ path: z.string().min(1) });

/**
 * Keeps the state packet of every epoch in a file, each after its length as a varint, as protobuf's delimited streams in
 * every language: what a controller can be trained on offline.
 */
export function packetLog(options: PacketLogOptions): ContainerModule {
  const { path } = parseOptions("make packetLog", PacketLogSchema, options);
  const task: EpochTask = {
    name: "packet log",
    feature: "packets",
    *start({ packet }) {
      mkdirSync(dirname(path), { recursive: true });
      yield;
      appendFileSync(path, new Writer().bytes(packet).finish());
    },
  };
  return new ContainerModule(({ bind }) => {
    bind(EPOCH_TASK).toConstantValue(task);
  });
}
