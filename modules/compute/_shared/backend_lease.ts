import { TolariaError } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import { installOverrides } from "./overrides/mod.ts";
import { serially } from "./serially.ts";

/** A backend that is registered with tfjs under its name. */
export interface OpenBackend<Info> {
  /** What its users may know of it. */
  readonly info: Info;
  /** Unregisters it and releases what it holds; runs after another backend became current. */
  close(): void | Promise<void>;
}

/** One backend of tfjs, of which a process has at most one. */
export interface BackendDriver<Settings, Info> {
  /** Name under which tfjs knows it. */
  readonly name: string;
  /** Registers it with tfjs; cleans up after itself if it throws. */
  open(settings: Settings): Promise<OpenBackend<Info>>;
  /** Called once it is tfjs's current one. Returns what takes back what that did. */
  onCurrent?(): () => void;
  /** Throws if a backend that was opened with `current` cannot serve `wanted`. */
  checkCompatible?(current: Settings, wanted: Settings): void;
}

/** The open backend, and what to restore after its last user. */
interface State<Settings, Info> extends OpenBackend<Info> {
  readonly settings: Settings;
  readonly previous: string;
  removeOverrides: () => void;
  users: number;
}

/** What one user holds. */
interface Share<Info> {
  readonly info: Info;
  /** The backend that this user made way for, when the shared one was open but not current. */
  readonly displaced: string | undefined;
}

/** A backend that several users of a process share: opened for the first and closed after the last. */
export class SharedBackend<Settings, Info> {
  readonly #driver: BackendDriver<Settings, Info>;
  readonly #serially = serially();
  #state: State<Settings, Info> | undefined;

  constructor(driver: BackendDriver<Settings, Info>) {
    this.#driver = driver;
  }

  /** Whether it is tfjs's current one. */
  get isCurrent(): boolean {
    return tf.getBackend() === this.#driver.name;
  }

  /**
   * Makes the backend tfjs's current one, and counts a user.
   *
   * @throws {TolariaError} `backend/unavailable` if it does not start; what the driver throws.
   */
  acquire(settings: Settings): Promise<Share<Info>> {
    return this.#serially(async () => {
      const state = this.#state;
      if (!state) return { info: await this.#open(settings), displaced: undefined };
      this.#driver.checkCompatible?.(state.settings, settings);
      state.users += 1;
      return { info: state.info, displaced: await makeCurrent(this.#driver.name) };
    });
  }

  /** Uncounts a user; after the last one, closes the backend and makes the previous one current. */
  release({ displaced }: Share<Info>): Promise<void> {
    return this.#serially(async () => {
      const state = this.#state;
      if (!state) return;
      state.users -= 1;
      if (state.users === 0) {
        this.#state = undefined;
        await restore(state);
      } else if (displaced !== undefined) {
        await makeCurrentOrCpu(displaced);
      }
    });
  }

  async #open(settings: Settings): Promise<Info> {
    const { name } = this.#driver;
    // With no current backend, tfjs would next choose stock wasm, which starts asynchronously.
    const previous = tf.getBackend() ?? "cpu";
    const opened = await this.#driver.open(settings);
    const state = { ...opened, settings, previous, removeOverrides: installOverrides(), users: 1 };
    if (!(await tf.setBackend(name))) {
      await restore(state);
      throw new TolariaError("backend/unavailable", `tfjs did not load it. Cannot start ${name}.`);
    }
    const { removeOverrides } = state;
    const takeBack = this.#driver.onCurrent?.();
    if (takeBack) {
      state.removeOverrides = () => {
        takeBack();
        removeOverrides();
      };
    }
    this.#state = state;
    return opened.info;
  }
}

async function restore<Settings, Info>(state: State<Settings, Info>): Promise<void> {
  state.removeOverrides();
  await makeCurrentOrCpu(state.previous);
  await state.close();
}

/** Makes a registered backend current. Returns the displaced one, if it is another. */
async function makeCurrent(name: string): Promise<string | undefined> {
  const before = tf.getBackend();
  if (before === name) return undefined;
  await tf.setBackend(name);
  return before;
}

/** Makes a backend current, or cpu if it is no longer registered. */
async function makeCurrentOrCpu(name: string): Promise<void> {
  await tf.setBackend(tf.findBackendFactory(name) ? name : "cpu");
}

/** One provider's use of a shared backend. */
export class BackendLease<Settings, Info> {
  readonly #backend: SharedBackend<Settings, Info>;
  readonly #settings: Settings;
  #share: Promise<Share<Info>> | undefined;

  constructor(backend: SharedBackend<Settings, Info>, settings: Settings) {
    this.#backend = backend;
    this.#settings = settings;
  }

  /** Whether the backend is tfjs's current one. */
  get isCurrent(): boolean {
    return this.#backend.isCurrent;
  }

  /** Acquires the backend; later calls return the first one's result. */
  async start(): Promise<Info> {
    this.#share ??= this.#backend.acquire(this.#settings);
    return (await this.#share).info;
  }

  /** Releases the backend, if it was acquired. */
  async dispose(): Promise<void> {
    const share = this.#share;
    this.#share = undefined;
    // A start that failed holds nothing; its caller has the error.
    const held = await share?.catch(() => undefined);
    if (held) await this.#backend.release(held);
  }
}
