import { KASMINA, type Kasmina, type PreparedCommand } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";
import type { AdaptationCommand, SeedState } from "../../../proto/mod.ts";

const MOST = 1_000;

/** The last thousand seed commands that reached a host without seeds. */
export class SeedCommandRecord {
  readonly #commands: AdaptationCommand[] = [];

  /** Commands in the order of their commits. */
  get commands(): readonly AdaptationCommand[] {
    return this.#commands;
  }

  /** Adds a command. */
  add(command: AdaptationCommand): void {
    this.#commands.push(command);
    if (this.#commands.length > MOST) this.#commands.shift();
  }
}

class RecordingKasmina implements Kasmina {
  readonly name = "recording";
  readonly #record: SeedCommandRecord;

  constructor(record: SeedCommandRecord) {
    this.#record = record;
  }

  seedStates(): readonly SeedState[] {
    return [];
  }

  prepare(command: AdaptationCommand): PreparedCommand {
    return {
      commit: () => this.#record.add(command),
      abort: () => {},
      note: "recorded only: this host has no seeds",
    };
  }
}

/** Records every seed command and changes nothing, for hosts without seeds. The default. */
export function recordingKasmina(
  record: SeedCommandRecord = new SeedCommandRecord(),
): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(KASMINA).toConstantValue(new RecordingKasmina(record));
  });
}
