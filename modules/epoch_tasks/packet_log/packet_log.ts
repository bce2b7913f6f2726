import { appendFileSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { EPOCH_TASK, type EpochTask, parseOptions } from "../../../core/mod.ts";
import { ContainerModule, Writer, z } from "../../../deps.ts";

/** Options of {@link packetLog}. */
export interface PacketLogOptions {
  /** Path of the file; an existing file is appended to. */
  readonly path: string;
}

const PacketLogSchema: z.ZodType<PacketLogOptions> = z.strictObject({ path: z.string().min(1) });

/**
 * Appends the state packet of every boundary to a file, as a stream of length-delimited protobuf messages, from which a
 * controller can be trained offline.
 */
export function packetLog(options: PacketLogOptions): ContainerModule {
  const { path } = parseOptions("make packetLog", PacketLogSchema, options);
  function* append({ packet }: { readonly packet: Uint8Array }): Generator<void> {
    mkdirSync(dirname(path), { recursive: true });
    yield;
    appendFileSync(path, new Writer().bytes(packet).finish());
  }
  const task: EpochTask = {
    name: "packet log",
    feature: "packets",
    start: append,
    startWithin: append,
  };
  return new ContainerModule(({ bind }) => {
    bind(EPOCH_TASK).toConstantValue(task);
  });
}
