import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A line of JSON that a job prints when it has come to a point, with what it has measured until then. */
export interface Mark {
  readonly mark: string;
  readonly cpu: number;
}

/** A Python job under measurement: its process, and the marks that it prints. */
export class MarkedJob<M extends Mark> {
  readonly started = performance.now();
  readonly process: ChildProcess;
  readonly #marks = new Map<string, (mark: M) => void>();
  readonly #errors: string[] = [];

  constructor(python: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    this.process = spawn(python, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      // Compiled once, as a package is that was installed.
      env: { ...process.env, PYTHONUNBUFFERED: '1', PYTHONDONTWRITEBYTECODE: '', ...env },
    });
    createInterface({ input: this.process.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      if (!line.startsWith('{"mark"')) return;
      const mark = JSON.parse(line) as M;
      this.#marks.get(mark.mark)?.(mark);
    });
    this.process.stderr?.on('data', (text: Buffer) => this.#errors.push(text.toString()));
  }

  /** Resolves at a mark that is yet to come; fails if the job ends before. */
  reached(mark: M['mark']): Promise<M> {
    const reached = new Promise<M>((resolve, reject) => {
      this.#marks.set(mark, resolve);
      this.process.once('close', () => reject(new Error(`the job ended before "${mark}":\n${this.#errors.join('')}`)));
    });
    reached.catch(() => {}); // a job that dies early rejects marks nobody awaits any more
    return reached;
  }

  /** Lets it begin with what is measured. */
  begin(): void {
    this.process.stdin?.write('go\n');
  }

  /** Waits until it ends by itself. */
  async ended(): Promise<void> {
    if (this.isRunning) await once(this.process, 'exit');
  }

  get isRunning(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  async stop(): Promise<void> {
    const gone = this.ended();
    this.process.kill('SIGTERM');
    const impatience = setTimeout(() => this.process.kill('SIGKILL'), 10_000);
    await gone;
    clearTimeout(impatience);
  }
}
