import {
  machineClock,
  messageOf,
  SIGNAL_CHANNEL,
  type SignalChannel,
  type SignalLine,
  sharedMemory,
} from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";
import { LocalSignals } from "../_local/mod.ts";
import type { JoinedRun } from "./joined_run.ts";
import { createSegment, findRun, findRuns, removeSegment } from "./segment_files.ts";
import { SegmentLine } from "./segment_line.ts";

/** What the run itself is called among its participants. */
const RUN_NAME = "tolaria";

/**
 * Carries emergency signals through a file of shared memory that every process of the user's can join: `tolaria signal` and
 * `tolaria status` do. Where the machine has no shared memory, signals stay in the process, and the channel says that it is degraded.
 */
export function sharedMemorySignals(): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(SIGNAL_CHANNEL)
      .toDynamicValue(() => bestChannel())
      .inSingletonScope();
  });
}

function bestChannel(): SignalChannel {
  try {
    sharedMemory();
    return new SharedMemorySignals();
  } catch (error) {
    return new LocalSignals(`there is no shared memory: ${messageOf(error)}`);
  }
}

/** Channel by shared memory. */
class SharedMemorySignals implements SignalChannel {
  readonly name = "shared-memory";
  readonly degraded = undefined;

  open(runId: string): SignalLine {
    findRuns(); // Removes what dead runs have left behind.
    const path = createSegment(runId, machineClock.wallMs());
    try {
      return new SegmentLine({
        path,
        runId,
        name: RUN_NAME,
        onClose: (line) => {
          line.end();
          removeSegment(path);
        },
      });
    } catch (error) {
      removeSegment(path);
      throw error;
    }
  }
}

/**
 * Takes part in a run of this machine that another process does.
 *
 * @param id Its run id, or the beginning of it.
 * @param name What this process is called among the participants; undefined to look on, acknowledging nothing.
 * @throws {TolariaError} `signal/no-run`, naming the runs that there are; `signal/unavailable`.
 */
export function joinRun(id: string, name?: string): JoinedRun {
  const { path, runId } = findRun(id);
  return new SegmentLine({ path, runId, name });
}
