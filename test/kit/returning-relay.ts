import { BUNDLE, RelayProcess, type RelayProgram, type RelaySettings } from './relay-process.js';

/** The relay as it is shipped, which can be killed and comes back with the same settings on the same port. */
export class ReturningRelay {
  readonly #settings: RelaySettings;
  readonly #program: RelayProgram;
  #process: RelayProcess | undefined;
  #formerErrors = '';
  /** 0 before the first start. */
  port = 0;
  url = '';

  constructor(settings: RelaySettings, program: RelayProgram = {}) {
    this.#settings = settings;
    this.#program = { program: BUNDLE, ...program };
  }

  /** Everything that its processes have printed on stderr. */
  get errors(): string {
    return this.#formerErrors + (this.#process?.errors ?? '');
  }

  async start(): Promise<void> {
    this.#formerErrors = this.errors;
    const relay = RelayProcess.with({ ...this.#settings, port: this.port }, this.#program);
    this.#process = relay;
    try {
      ({ port: this.port, url: this.url } = await relay.listening());
    } catch (error) {
      // Taken by a link of some other program: the system gives such ports away while the relay is gone.
      const isTaken = this.port !== 0 && relay.errors.includes(`port ${this.port} is taken`);
      if (!isTaken) throw error;
      this.port = 0;
      await this.start();
    }
  }

  /** SIGKILL: it cannot finish anything. */
  async kill(): Promise<void> {
    await this.#process?.kill();
  }
}
