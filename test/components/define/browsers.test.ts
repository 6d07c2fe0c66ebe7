import { expect } from '@open-wc/testing';
import { waitUntil } from '../until.js';

type View = Window & typeof globalThis;

/** A page of its own with every tag, whose script is loaded after the browser was made to lack something. */
async function pageWithout(remove: (view: View) => void): Promise<{ texts: string[]; complaints: string[] }> {
  const frame = document.createElement('iframe');
  document.body.append(frame);
  const view = frame.contentWindow as View;
  const complaints: string[] = [];
  for (const level of ['error', 'warn'] as const) view.console[level] = (...words) => complaints.push(words.join(' '));
  for (const type of ['error', 'unhandledrejection']) view.addEventListener(type, () => complaints.push(type));
  remove(view);
  const tags = ['sv-dashboard', 'sv-gauge', 'sv-metric', 'sv-stat', 'sv-status', 'sv-table'];
  view.document.body.innerHTML = `${tags.map((tag) => `<${tag} widget="w"></${tag}>`).join('')}`;
  const script = view.document.createElement('script');
  script.type = 'module';
  script.src = new URL('/dist/streamviz.js', location.href).href;
  view.document.body.append(script);
  await waitUntil(() => tags.every((tag) => view.customElements.get(tag)), 'the script has run');
  const elements = tags.map((tag) => view.document.querySelector(tag) as HTMLElement);
  await waitUntil(() => elements.every(({ shadowRoot }) => shadowRoot?.textContent?.trim()), 'they show something');
  const texts = elements.map(({ shadowRoot }) => shadowRoot?.textContent ?? '');
  frame.remove();
  return { texts, complaints };
}

function withoutCss(view: View, part: string): void {
  const supports = view.CSS.supports as (...test: string[]) => boolean;
  view.CSS.supports = (...test: string[]) => !test.join().includes(part) && supports.apply(view.CSS, test);
}

const removals: Record<string, (view: View) => void> = {
  'states of elements': (view) => Reflect.deleteProperty(view.ElementInternals.prototype, 'states'),
  popovers: (view) => Reflect.deleteProperty(view.HTMLElement.prototype, 'popover'),
  'light-dark()': (view) => withoutCss(view, 'light-dark'),
  ':state()': (view) => withoutCss(view, ':state('),
};

describe('a browser that is too old', () => {
  for (const [name, remove] of Object.entries(removals)) {
    it(`is told so in the place of each element, and nowhere else: it lacks ${name}`, async () => {
      const { texts, complaints } = await pageWithout(remove);
      for (const text of texts) {
        expect(text).to.match(/^StreamViz needs Chrome or Edge 125, Firefox 126, Safari 17\.5/);
        expect(text).to.contain(name === ':state()' ? 'states of elements' : name);
      }
      expect(complaints).to.deep.equal([]);
    });
  }

  it('is told nothing if it lacks nothing', async () => {
    const { texts } = await pageWithout(() => {});
    for (const text of texts) expect(text).to.not.contain('This browser');
  });
});
