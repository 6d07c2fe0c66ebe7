import type { ConfigMessage, WidgetConfig, WidgetType } from '../messages.js';
import { checkColumns } from './column-checks.js';
import { type Fields, isObject, isWidgetId, ProtocolError, show, WIDGET_ID_RULE } from './rules.js';
import { checkTable } from './table-checks.js';
import { isTimeZone, TIME_ZONE_RULE } from './time-zone.js';

export const MOST_WIDGETS = 200;
export const MOST_POINTS = 200_000;
export const MOST_CONFIG_CHARACTERS = 1024 * 1024;

/**
 * Reads a producer's config. A widget that breaks a rule is refused alone: it carries the `error` that its element
 * shows, and the others hold. Keys that only the relay may set are left out, unknown keys pass through.
 */
export function checkConfig(message: Fields): ConfigMessage {
  checkSize(message);
  const { widgets, title, description, theme, accent, timezone, layout } = message;
  if (!isObject(widgets)) throw wrong(`"widgets" must be an object of widgets by id; it is ${show(widgets)}`);
  const ids = Object.keys(widgets);
  if (ids.length > MOST_WIDGETS)
    throw wrong(`a config has at most ${MOST_WIDGETS} widgets; this one has ${ids.length}`);
  const badId = ids.find((id) => !isWidgetId(id));
  if (badId !== undefined) throw wrong(`a widget id must be ${WIDGET_ID_RULE}; ${show(badId)} is not`);
  for (const [name, text] of Object.entries({ title, description })) {
    if (text !== undefined && typeof text !== 'string') throw wrong(`"${name}" must be a text; it is ${show(text)}`);
  }
  if (theme !== undefined && !THEMES.includes(theme)) {
    throw wrong(`"theme" must be "auto", "light", "dark" or "contrast"; it is ${show(theme)}`);
  }
  if (accent !== undefined && !(typeof accent === 'string' && COLOUR.test(accent))) {
    throw wrong(`"accent" must be a CSS colour such as "#0a7", "teal" or "rgb(0 170 119)"; it is ${show(accent)}`);
  }
  if (timezone !== undefined && !isTimeZone(timezone)) {
    throw wrong(`"timezone" must be ${TIME_ZONE_RULE}; it is ${show(timezone)}`);
  }
  if (layout !== undefined) checkLayout(layout, ids);
  return {
    ...message,
    type: 'config',
    // An id may be `__proto__`, which must not be assigned.
    widgets: Object.fromEntries(ids.map((id) => [id, checkWidget(id, widgets[id])])),
  };
}

/** A config is sent whole, and unknown keys pass through: what cannot be encoded again must not come in. */
function checkSize(message: Fields): void {
  let size: number;
  try {
    size = JSON.stringify(message).length;
  } catch {
    throw wrong('a config must not have so many lists and objects inside each other; flatten it');
  }
  if (size <= MOST_CONFIG_CHARACTERS) return;
  throw wrong(
    `a config may have ${MOST_CONFIG_CHARACTERS} characters; this one has ${size}: shorten or drop some texts`,
  );
}

/** The forms of CSS colours, without what could load or refer to anything. */
const COLOUR = /^(#[0-9a-f]{3,8}|[a-z]{3,20}|(rgba?|hsla?|hwb|(ok)?(lab|lch))\([0-9a-z.,%/ +-]{5,60}\))$/i;
const THEMES: readonly unknown[] = ['auto', 'light', 'dark', 'contrast'];

function checkLayout(layout: unknown, ids: readonly string[], depth = 0): void {
  if (!isObject(layout) || !Array.isArray(layout.rows) || !layout.rows.every(Array.isArray)) {
    throw wrong(
      '"layout" must be {"rows": […]}, each row a list of widget ids, {"columns": […]}, {"tabs": […]} or {"rows": […]}',
    );
  }
  for (const item of (layout.rows as unknown[][]).flat()) checkLayoutItem(item, ids, depth + 1);
}

function checkLayoutItem(item: unknown, ids: readonly string[], depth: number): void {
  if (typeof item === 'string') {
    if (!ids.includes(item)) throw wrong(`"layout" names ${show(item)}, but the widgets are: ${ids.join(', ')}`);
    return;
  }
  if (depth > 6) throw wrong('"layout" has more than 6 rows, columns and tabs inside each other; flatten it');
  if (isObject(item) && 'rows' in item) {
    checkLayout(item, ids, depth);
    return;
  }
  if (isObject(item) && Array.isArray(item.tabs)) {
    checkTabs(item.tabs, ids, depth);
    return;
  }
  if (isObject(item) && Array.isArray(item.auto)) {
    const other = item.auto.find((id) => typeof id !== 'string');
    if (other !== undefined) throw wrong(`"auto" of "layout" must be a list of widget ids; it has ${show(other)}`);
    for (const id of item.auto) checkLayoutItem(id, ids, depth + 1);
    return;
  }
  if (!isObject(item) || !Array.isArray(item.columns)) {
    throw wrong(
      `an item of "layout" must be a widget id, {"columns": […]}, {"tabs": […]} or {"rows": […]}; it is ${show(item)}`,
    );
  }
  const { columns, widths } = item;
  if (widths !== undefined && !(Array.isArray(widths) && widths.length === columns.length && widths.every(isWidth))) {
    throw wrong(`"widths" must be numbers above 0, one for each of the ${columns.length} "columns"`);
  }
  for (const one of columns) checkLayoutItem(one, ids, depth + 1);
}

function checkTabs(tabs: readonly unknown[], ids: readonly string[], depth: number): void {
  const titles = new Set<unknown>();
  for (const tab of tabs) {
    const title = isObject(tab) ? tab.title : undefined;
    if (typeof title !== 'string' || title === '' || titles.has(title)) {
      throw wrong(`a tab of "layout" must have a "title" of its own; it is ${show(title)}`);
    }
    titles.add(title);
    checkLayout(tab, ids, depth);
  }
}

function checkWidget(id: string, widget: unknown): WidgetConfig {
  try {
    return soundWidget(widget);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    const title = isObject(widget) && typeof widget.title === 'string' ? { title: widget.title } : {};
    const kind = isObject(widget) && isWidgetType(widget.widget_type) ? widget.widget_type : 'table';
    const message = `widget "${id}": ${error.message}`;
    return { ...title, widget_type: kind, columns: [], error: { code: error.code, message } };
  }
}

function soundWidget(widget: unknown): WidgetConfig {
  if (!isObject(widget)) throw wrong(`a widget must be an object; it is ${show(widget)}`);
  const { rows: _rows, mode: _mode, trimmed: _trimmed, error: _error, ...own } = widget;
  const kind = own.widget_type;
  if (!isWidgetType(kind)) {
    throw wrong(`"widget_type" must be one of ${WIDGET_TYPES.join(', ')}; it is ${show(kind)}`);
  }
  const columns = checkColumns(own.columns);
  const shape = SHAPES[kind];
  if (shape !== undefined && (columns.length < shape.least || columns.length > shape.most)) {
    throw wrong(`a ${kind} has the columns ${shape.names.join(', ')}; this one has ${columns.length}`);
  }
  checkTable(own, columns);
  for (const name of ['max_rows', 'max_points']) {
    const value = own[name];
    if (value !== undefined && !(Number.isSafeInteger(value) && (value as number) > 0)) {
      throw wrong(`"${name}" must be a whole number above 0; it is ${show(value)}`);
    }
  }
  if (typeof own.max_points === 'number' && own.max_points > MOST_POINTS) {
    throw wrong(`"max_points" must be at most ${MOST_POINTS}; it is ${own.max_points}`);
  }
  return own as unknown as WidgetConfig;
}

interface Shape {
  readonly least: number;
  readonly most: number;
  readonly names: readonly string[];
}

const POINT: Shape = { least: 2, most: 3, names: ['time', 'value', 'series'] };
/** A reading may have a column `delta` besides. */
const READING: Shape = { least: 2, most: 3, names: ['time', 'value'] };
const READING_OF_TABLE: Shape = { least: 2, most: 4, names: ['time', 'value', 'rows'] };

/** The columns of those widgets that do not choose them. */
const SHAPES: Readonly<Record<WidgetType, Shape | undefined>> = {
  gauge: READING,
  log: undefined,
  metric: POINT,
  pathway_metric: POINT,
  pathway_stat: READING_OF_TABLE,
  pathway_table: undefined,
  stat: READING,
  table: undefined,
};
const WIDGET_TYPES = Object.keys(SHAPES);

function isWidgetType(value: unknown): value is WidgetType {
  return typeof value === 'string' && Object.hasOwn(SHAPES, value);
}

const isWidth = (value: unknown): boolean => Number.isFinite(value) && (value as number) > 0;

function wrong(message: string): ProtocolError {
  return new ProtocolError('bad_config', message);
}
