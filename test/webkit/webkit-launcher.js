import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { WebdriverLauncher } from '@web/test-runner-webdriver';
import { MINI_BROWSER } from '../../scripts/lib/webkit.js';
import { WebKitPage } from './webkit-page.js';

/** Runs tests in the small browser of WebKitGTK, on a screen in memory. What it starts for that ends with it. */
export class WebKitLauncher extends WebdriverLauncher {
  /** The runner's commands for keys, the mouse and the viewport then ask for `getPage`: see `WebKitPage`. */
  type = 'puppeteer';
  #processes = [];
  #page;

  constructor() {
    super({
      hostname: '127.0.0.1',
      capabilities: {
        browserName: 'MiniBrowser',
        'wdio:enforceWebDriverClassic': true,
        'webkitgtk:browserOptions': { binary: MINI_BROWSER, args: ['--automation'] },
      },
    });
  }

  async initialize(config) {
    await super.initialize(config);
    this.name = 'WebKit';
    this.options.port = await this.#startDriver(await this.#startScreen());
  }

  getPage() {
    this.#page ??= new WebKitPage(this.driver);
    return this.#page;
  }

  async stop() {
    await super.stop();
    for (const child of this.#processes.reverse()) child.kill();
  }

  /** Starts an X server; it chooses a free display and writes its number. */
  async #startScreen() {
    const screen = ['-screen', '0', '2000x1600x24'];
    const server = this.#start('Xvfb', ['-displayfd', '3', '-nolisten', 'tcp', ...screen], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    const [number] = await once(createInterface({ input: server.stdio[3] }), 'line');
    return `:${number}`;
  }

  async #startDriver(display) {
    const port = await freePort();
    const driver = this.#start('WebKitWebDriver', [`--port=${port}`, '--host=127.0.0.1'], {
      stdio: 'ignore',
      env: {
        ...process.env,
        DISPLAY: display,
        GDK_BACKEND: 'x11',
        // A container has neither user namespaces nor a graphics card.
        WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
        WEBKIT_DISABLE_DMABUF_RENDERER: '1',
        LIBGL_ALWAYS_SOFTWARE: '1',
      },
    });
    while (!(await isListening(port))) {
      if (driver.exitCode !== null) throw new Error(`WebKitWebDriver ended with code ${driver.exitCode}`);
      await wait(50);
    }
    return port;
  }

  #start(command, args, options) {
    const child = spawn(command, args, options);
    this.#processes.push(child);
    return child;
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

function isListening(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}
