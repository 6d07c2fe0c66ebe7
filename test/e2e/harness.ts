import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Browser, ElementHandle, Page } from 'puppeteer-core';
import { untilSeen } from '../kit/until.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const python = process.env.STREAMVIZ_PYTHON ?? `${root}.venv/bin/python`;

/** A real Pathway pipeline in a process of its own. */
export class Pipeline {
  readonly process: ChildProcess;
  output = '';
  readonly #path: string;
  #url = '';

  /** Starts a script of test/e2e/pipelines; it is ready when it has printed its URL. */
  static async start(script: string, ...args: string[]): Promise<Pipeline> {
    const pipeline = Pipeline.run(`test/e2e/pipelines/${script}`, ...args);
    await pipeline.isShown();
    return pipeline;
  }

  /** Starts a script of the project, and does not wait for it. */
  static run(path: string, ...args: string[]): Pipeline {
    return new Pipeline(path, args);
  }

  private constructor(path: string, args: string[]) {
    this.#path = path;
    this.process = spawn(python, [`${root}${path}`, ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, PYTHONPATH: `${root}python`, PYTHONUNBUFFERED: '1', STREAMVIZ_PORT: '0' },
    });
    createInterface({ input: this.process.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      this.output += `${line}\n`;
      this.#url ||= /^(?:StreamViz: |\{"url": ")(http[^\s"]+)/.exec(line)?.[1] ?? '';
    });
    this.process.stderr?.on('data', (text: Buffer) => {
      this.output += text.toString();
    });
  }

  /** Waits until it has printed its URL. */
  async isShown(): Promise<void> {
    await untilSeen(
      `${this.#path} prints its URL`,
      () => this.#url,
      (url) => {
        if (!this.isRunning) throw new Error(`${this.#path} ended:\n${this.output}`);
        return url !== '';
      },
      60,
    );
  }

  get url(): string {
    return this.#url;
  }

  get isRunning(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  send(line: unknown): void {
    this.process.stdin?.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`);
  }

  /** The relay that the pipeline started, its only child; 0 while there is none. */
  get relayPid(): number {
    return Number(spawnSync('pgrep', ['-P', String(this.process.pid)], { encoding: 'utf8' }).stdout.trim());
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (!this.isRunning) return;
    const gone = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill(signal);
    await gone;
  }
}

/** Whether a process is there (and not a zombie). */
export function isAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}/cwd`);
}

/** A page, and everything in it that should not be: errors, warnings, violations of its Content-Security-Policy. */
export async function openPage(browser: Browser, url: string): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warn') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(url, { waitUntil: 'domcontentloaded' });
  return { page, complaints };
}

/** An element by its widget, however deep in shadow roots; waits until it is there. */
export function widgetElement(page: Page, widget: string): Promise<ElementHandle<Element>> {
  return deepElement(page, `[widget="${widget}"]`);
}

/** Puppeteer's own waiting looks again when the document changes, and does not notice what changes in a shadow root. */
async function deepElement(page: Page, selector: string): Promise<ElementHandle<Element>> {
  const found = await untilSeen(
    `the page has ${selector}`,
    () => page.$(`>>> ${selector}`),
    (element) => element !== null,
  );
  return found as ElementHandle<Element>;
}

/** The texts of a table on screen, row by row, by column. */
export async function tableRows(page: Page, widget: string): Promise<Record<string, string>[]> {
  const element = await widgetElement(page, widget);
  return element.evaluate(({ shadowRoot }) =>
    [...(shadowRoot?.querySelectorAll('[data-key]') ?? [])].map((row) => {
      const cells = [...row.querySelectorAll('[data-column]')];
      return Object.fromEntries(
        cells.map((cell) => [cell.getAttribute('data-column') ?? '', cell.textContent?.trim() ?? '']),
      );
    }),
  );
}

/** All the text that a widget shows. */
export async function widgetText(page: Page, widget: string): Promise<string> {
  const element = await widgetElement(page, widget);
  return element.evaluate(({ shadowRoot }) => (shadowRoot?.textContent ?? '').replace(/\s+/g, ' ').trim());
}

/** The text in which the page describes the pipeline and its own link. */
export async function statusText(page: Page): Promise<string> {
  const status = await deepElement(page, 'sv-status');
  return (await status.evaluate(({ shadowRoot }) => shadowRoot?.textContent?.trim())) ?? '';
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Findings of axe on the whole page, each with the first element that it is about. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe); // by the debugger: the page's policy lets no script in
  const { violations: found } = await page.evaluate(() =>
    (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  return found.map(({ id, help, nodes }) => `${id}: ${help}; ${nodes[0]?.html}`);
}
