import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../kit/free-port.js';
import { untilSeen } from '../kit/until.js';

const jars = fileURLToPath(new URL('../../../.kafka/', import.meta.url));

/** A real Kafka broker, its own controller, in a process of its own; it keeps its messages when it is stopped. */
export class KafkaBroker {
  readonly address: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'streamviz-kafka-'));
  readonly #properties = join(this.#folder, 'server.properties');
  #process: ChildProcess | undefined;

  /** Why there can be none on this machine, in words; `undefined` if there can. */
  static get whyNot(): string | undefined {
    const java = spawnSync('java', ['-version'], { encoding: 'utf8' });
    if (java.error) return 'Kafka needs Java 17 or newer: there is no `java` on the PATH';
    const [, version] = /version "(\d+)/.exec(java.stderr) ?? [];
    if (Number(version) < 17) return `Kafka needs Java 17 or newer; \`java\` is ${version}`;
    if (existsSync(`${jars}.installed`)) return undefined;
    return 'the jars of Kafka are not in .kafka/: `npm test` fetches them by `mvn`, which must be on the PATH';
  }

  static async start(): Promise<KafkaBroker> {
    const broker = new KafkaBroker(await freePort(), await freePort());
    try {
      await broker.start();
    } catch (error) {
      await broker.remove();
      throw error;
    }
    return broker;
  }

  private constructor(port: number, controllerPort: number) {
    this.address = `127.0.0.1:${port}`;
    const settings = {
      'process.roles': 'broker,controller',
      'node.id': 1,
      'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
      'controller.listener.names': 'CONTROLLER',
      listeners: `PLAINTEXT://${this.address},CONTROLLER://127.0.0.1:${controllerPort}`,
      'log.dirs': join(this.#folder, 'log'),
      'offsets.topic.replication.factor': 1,
      'offsets.topic.num.partitions': 1,
      'group.initial.rebalance.delay.ms': 0,
    };
    const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(this.#properties, lines.join(''));
    const format = ['format', '--cluster-id', CLUSTER, '--config', this.#properties];
    const { status, stdout, stderr } = spawnSync('java', [...JVM, 'kafka.tools.StorageTool', ...format], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`Kafka could not make its log directory:\n${stdout}${stderr}`);
  }

  /** Starts it, at the same address and with all its messages; it is ready when it says so. */
  async start(): Promise<void> {
    let output = '';
    const broker = spawn('java', [...JVM, 'kafka.Kafka', this.#properties], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process = broker;
    process.once('exit', this.#kill);
    for (const signal of SIGNALS) process.once(signal, exit);
    for (const stream of [broker.stdout, broker.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    await untilSeen(
      'the Kafka broker has started',
      () => output.slice(-5_000),
      () => {
        if (broker.exitCode !== null) throw new Error(`the Kafka broker ended:\n${output}`);
        return output.includes('Kafka Server started');
      },
      60,
    );
  }

  async stop(): Promise<void> {
    const broker = this.#process;
    if (broker === undefined) return;
    this.#process = undefined;
    process.off('exit', this.#kill);
    for (const signal of SIGNALS) process.off(signal, exit);
    if (broker.exitCode !== null || broker.signalCode !== null) return;
    const gone = new Promise((resolve) => broker.once('exit', resolve));
    broker.kill();
    await gone;
  }

  /** Stops it, and forgets its messages. */
  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true });
  }

  readonly #kill = (): void => {
    this.#process?.kill('SIGKILL');
  };
}

/** Without a listener they end a process without its `exit`, and the broker would go on. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const exit = (): never => process.exit(1);

/** Any 16 bytes, in base64url. */
const CLUSTER = 'streamviz-kafka-test-A';

/** A small heap, and what makes a process that lives for seconds start sooner. */
const JVM = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', `${jars}*`];
