/** How a viewer has changed a board. The names of its fields are those that browsers have kept. */
export interface Arrangement {
  /** All widgets in their order, once one was moved or resized; without, the author's layout holds. */
  readonly places?: readonly Placement[];
  readonly hidden: readonly string[];
}

/** The place and the size that a viewer has given to a widget. */
export interface Placement {
  readonly id: string;
  /** Columns of twelve. */
  readonly wide: number;
  /** CSS pixels. Default: as in the author's layout. */
  readonly height?: number;
  /** Whether the viewer has chosen the width. Default: no; then it follows its neighbours'. */
  readonly isSized?: boolean;
}

export const UNCHANGED: Arrangement = { hidden: [] };

/** The name under which a browser keeps the arrangement of a board. */
export function arrangementKey(relay: string, title = ''): string {
  return `streamviz ${relay} ${title}`;
}

/** The arrangement that this browser has kept; `UNCHANGED` if it is none that this version knows. */
export function keptArrangement(key: string): Arrangement {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
    return isArrangement(kept) ? kept : UNCHANGED;
  } catch {
    return UNCHANGED;
  }
}

/** Keeps an arrangement in this browser. Where that is refused, it lasts as long as the page. */
export function keepArrangement(key: string, arrangement: Arrangement): void {
  try {
    if (arrangement === UNCHANGED) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(arrangement));
  } catch {}
}

function isArrangement(value: unknown): value is Arrangement {
  const { hidden, places = [] } = (value ?? {}) as { hidden?: unknown; places?: unknown };
  const isPlacement = (one: Partial<Placement> | null) => typeof one?.id === 'string' && typeof one.wide === 'number';
  return Array.isArray(hidden) && Array.isArray(places) && places.every(isPlacement);
}
