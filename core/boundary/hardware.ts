import { freemem, totalmem } from "node:os";
import type { HardwareContext } from "../../proto/mod.ts";
import type { ComputeDevice } from "../ports/compute_backend.ts";

const GIB = 2 ** 30;

/** What the training runs on, as the controller sees it. */
export function readHardware(device: ComputeDevice): HardwareContext {
  return {
    deviceType: device.type,
    totalMemoryGb: totalmem() / GIB,
    availableMemoryGb: freemem() / GIB,
  };
}
