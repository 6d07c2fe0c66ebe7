import { Key } from 'webdriverio';

/** The part of Puppeteer's page that the runner's commands use, over WebDriver. It cannot emulate media. */
export class WebKitPage {
  #driver;

  constructor(driver) {
    this.#driver = driver;
  }

  keyboard = {
    down: (key) => this.#keys([{ type: 'keyDown', value: codeOf(key) }]),
    up: (key) => this.#keys([{ type: 'keyUp', value: codeOf(key) }]),
    press: (key) => this.#keys(pressed(codeOf(key))),
    type: (text) => this.#keys([...text].flatMap(pressed)),
  };

  mouse = {
    move: (x, y) => this.#pointer([{ type: 'pointerMove', x, y, duration: 0 }]),
    down: ({ button } = {}) => this.#pointer([{ type: 'pointerDown', button: numberOf(button) }]),
    up: ({ button } = {}) => this.#pointer([{ type: 'pointerUp', button: numberOf(button) }]),
    click: async (x, y, options) => {
      await this.mouse.move(x, y);
      await this.mouse.down(options);
      await this.mouse.up(options);
    },
    reset: () => this.#driver.releaseActions(),
  };

  /** Makes the window larger or smaller by what the page is off: its toolbar takes room, too. */
  async setViewport({ width, height }) {
    const inside = await this.#driver.execute('return [innerWidth, innerHeight]');
    const outside = await this.#driver.getWindowRect();
    await this.#driver.setWindowRect(0, 0, outside.width + width - inside[0], outside.height + height - inside[1]);
  }

  async emulateMediaFeatures() {
    throw new Error('WebDriver cannot emulate media');
  }

  #keys(actions) {
    return this.#driver.performActions([{ type: 'key', id: 'keyboard', actions }]);
  }

  #pointer(actions) {
    return this.#driver.performActions([
      { type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions },
    ]);
  }
}

const pressed = (value) => [
  { type: 'keyDown', value },
  { type: 'keyUp', value },
];

/** WebDriver writes a named key as one character. */
const codeOf = (key) => (key.length === 1 ? key : Key[key]);

const numberOf = (button = 'left') => ['left', 'middle', 'right'].indexOf(button);
