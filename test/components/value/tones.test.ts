import { expect } from '@open-wc/testing';
import type { StreamElement } from '../../../src/components/panel/stream-element.js';
import { drawn, elementOf, part, valuesOf } from '../value-fixture.js';

/** The computed colour of one of the look's custom properties in an element. */
function colourOf(element: Element, property: string): string {
  const probe = document.createElement('span');
  probe.style.setProperty('color', `var(${property})`);
  element.shadowRoot?.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

function shown(element: Element, selector: string, property: 'color' | 'fill' = 'color'): string {
  return getComputedStyle(part(element, selector))[property];
}

/** A rising value whose rise is of a tone, and which is of a level. */
const CASES = [
  { thresholds: '100 warn, 200 bad', tone: 'bad', level: 'warn' },
  { thresholds: '50 warn, 100 bad', tone: 'bad', level: 'bad' },
  { thresholds: '0 bad, 100 good', tone: 'good', level: 'good' },
] as const;

describe('the colour of a level and of a change', () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const { thresholds, tone, level } of CASES) {
      it(`is that of ${level} and ${tone}, ${colorScheme}`, async () => {
        const values = valuesOf([90, 110]);
        const dressed = async (tag: string, attributes: Record<string, string>) => {
          const element = await elementOf<StreamElement>(tag, values, attributes);
          element.style.setProperty('color-scheme', colorScheme);
          await drawn(element);
          return element;
        };
        const stat = await dressed('sv-stat', { thresholds });
        const is = (name: string) => colourOf(stat, `--_${name}`);
        expect(is('bad')).to.not.equal(is('text-2'));
        expect(shown(stat, '.delta b')).to.equal(is(tone));
        expect(shown(stat, '.trend', 'fill')).to.equal(is(tone));
        expect(shown(stat, '.value')).to.equal(is(level === 'good' ? 'text' : level));
        if (level !== 'good') expect(shown(stat, '.limit')).to.equal(is(level));
        const gauge = await dressed('sv-gauge', { thresholds, max: '300' });
        expect(shown(gauge, '.word')).to.equal(is(level));
        if (level !== 'good') expect(shown(gauge, '.fill', 'fill')).to.equal(is(level));
      });
    }
  }

  it('is quiet where the thresholds take no side', async () => {
    const stat = await elementOf<StreamElement>('sv-stat', valuesOf([90, 110]));
    expect(shown(stat, '.delta b')).to.equal(colourOf(stat, '--_text-2'));
  });
});
