import type { BusChannel } from "../../../core/mod.ts";
import type { Arrival, StreamSession } from "../../../modules/bus/redis/stream_session.ts";

/** Streams in memory that fail when they are told to. */
export class FakeStreams {
  readonly entries: Record<BusChannel, Arrival[]> = { emergency: [], normal: [] };
  readonly acknowledged: string[] = [];
  /** Why no connection can be made; undefined where it can. */
  closed: string | undefined;
  /** Why nothing is taken; undefined where it is. */
  full: string | undefined;
  /** Channels that the last read was for. */
  reading: readonly BusChannel[] = [];
  opened = 0;
  #next = 0;
  #read = new Map<BusChannel, number>();
  #sessions: ((reason: string) => void)[] = [];
  #news = Promise.withResolvers<void>();

  /** As the bus opens a connection. */
  readonly open = (): Promise<StreamSession> => {
    this.opened += 1;
    if (this.closed !== undefined) return Promise.reject(new Error(this.closed));
    const { promise: broken, reject } = Promise.withResolvers<never>();
    let ended = false;
    broken.catch(() => {
      ended = true;
    });
    this.#sessions.push((reason) => reject(new Error(reason)));
    return Promise.resolve({
      add: (channel, bytes) => Promise.race([broken, this.#add(channel, bytes)]),
      holds: async (channel, id) => this.entries[channel].some((entry) => entry.id === id),
      read: (channels) => Promise.race([broken, this.#readNew(channels, () => ended)]),
      acknowledge: async (_, ids) => void this.acknowledged.push(...ids),
      close: async (last) => {
        await last?.();
        reject(new Error("closed"));
      },
    });
  };

  /** Puts something into a stream, as another host would. */
  put(channel: BusChannel, bytes: Uint8Array): string {
    const id = `${++this.#next}`;
    this.entries[channel].push({ channel, id, bytes });
    this.#news.resolve();
    return id;
  }

  /** Ends every connection. */
  break(reason: string): void {
    for (const end of this.#sessions.splice(0)) end(reason);
  }

  /** Loses all entries. */
  wipe(): void {
    for (const channel of ["emergency", "normal"] as const) this.entries[channel].length = 0;
    this.#read.clear();
  }

  #add(channel: BusChannel, bytes: Uint8Array): Promise<string> {
    if (this.full !== undefined) return Promise.reject(new Error(this.full));
    return Promise.resolve(this.put(channel, bytes));
  }

  async #readNew(channels: readonly BusChannel[], ended: () => boolean): Promise<Arrival[]> {
    this.reading = channels;
    while (!ended()) {
      const found = channels.flatMap((channel) => {
        const from = this.#read.get(channel) ?? 0;
        this.#read.set(channel, this.entries[channel].length);
        return this.entries[channel].slice(from);
      });
      if (found.length > 0) return found;
      await this.#news.promise;
      this.#news = Promise.withResolvers();
    }
    return [];
  }
}
