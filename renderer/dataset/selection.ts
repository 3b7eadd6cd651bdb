/** Selecting tiles as lists do everywhere: click, Ctrl click, Shift click, arrow keys. Pure. */

export interface Selection {
  readonly ids: ReadonlySet<string>;
  /** The tile with the keyboard, shown in the side column. */
  readonly current: string | null;
  /** Where a range starts. */
  readonly anchor: string | null;
}

export const NOTHING_SELECTED: Selection = { ids: new Set(), current: null, anchor: null };

export interface SelectKeys {
  readonly ctrl: boolean;
  readonly shift: boolean;
}

/** `order` is what the grid shows, in its order. */
export function selectAt(
  selection: Selection,
  order: readonly string[],
  id: string,
  keys: SelectKeys,
): Selection {
  if (keys.shift) {
    const from = Math.max(0, order.indexOf(selection.anchor ?? selection.current ?? id));
    const to = order.indexOf(id);
    const range = order.slice(Math.min(from, to), Math.max(from, to) + 1);
    return {
      ids: new Set(keys.ctrl ? [...selection.ids, ...range] : range),
      current: id,
      anchor: order[from] ?? id,
    };
  }
  if (keys.ctrl) {
    const ids = new Set(selection.ids);
    if (ids.has(id)) ids.delete(id);
    else ids.add(id);
    return { ids, current: id, anchor: id };
  }
  return { ids: new Set([id]), current: id, anchor: id };
}

export function selectAll(selection: Selection, order: readonly string[]): Selection {
  return {
    ids: new Set(order),
    current: selection.current ?? order[0] ?? null,
    anchor: selection.anchor ?? order[0] ?? null,
  };
}

/** What remains selected when samples are gone. */
export function keepKnown(selection: Selection, known: ReadonlySet<string>): Selection {
  const ids = [...selection.ids].filter((id) => known.has(id));
  const current = selection.current !== null && known.has(selection.current);
  const anchor = selection.anchor !== null && known.has(selection.anchor);
  if (ids.length === selection.ids.size && current === (selection.current !== null))
    return selection;
  return {
    ids: new Set(ids),
    current: current ? selection.current : null,
    anchor: anchor ? selection.anchor : null,
  };
}
