import { restoreCollection, saveCollection } from '../../src/core/traced-collection.js';
import type { SavedFormer, SavedWidget } from '../log/saved-state.js';
import type { Former } from './former.js';
import { newestReading } from './readings.js';
import { hasReadings, newCollection, type Widget } from './widget.js';

/** Saves widgets; it yields after each row, as `saveCollection` does. */
export function* savedWidgets(widgets: Iterable<Readonly<Widget>>): Generator<undefined, SavedWidget[]> {
  const saved: SavedWidget[] = [];
  for (const { collection, ...widget } of widgets) {
    saved.push({ ...widget, collection: yield* saveCollection(collection) });
  }
  return saved;
}

export function restoredWidget(saved: SavedWidget): Widget {
  const collection = newCollection(saved.config, 0);
  restoreCollection(collection, saved.collection);
  // Files of earlier versions have no reading.
  const reading = saved.reading ?? (hasReadings(saved.config) ? newestReading(collection, undefined) : undefined);
  return { ...saved, collection, reading };
}

/** @param widgets The present ones: rows that they share with the former ones are saved once. */
export function* savedFormer(
  former: Former,
  widgets: ReadonlyMap<string, Readonly<Widget>>,
): Generator<undefined, SavedFormer> {
  const saved: SavedFormer['widgets'][number][] = [];
  for (const { collection, ...widget } of former.widgets.values()) {
    const isShared = widgets.get(widget.id)?.collection === collection;
    saved.push(isShared ? widget : { ...widget, collection: yield* saveCollection(collection) });
  }
  return {
    run: { ...former.run },
    config: former.config,
    widgets: saved,
    acknowledged: [...former.acknowledged],
  };
}

export function restoredFormer(saved: SavedFormer, widgets: ReadonlyMap<string, Readonly<Widget>>): Former {
  const restored = saved.widgets.map(({ collection, ...widget }): [string, Widget] => {
    if (collection !== undefined) return [widget.id, restoredWidget({ ...widget, collection })];
    const shared = widgets.get(widget.id) as Widget;
    return [widget.id, { ...widget, collection: shared.collection }];
  });
  return { ...saved, run: { ...saved.run }, widgets: new Map(restored), acknowledged: new Map(saved.acknowledged) };
}
