/** Find anything: actions, pages, settings and recent samples. Type, arrow keys, Enter. */
import { useId, useMemo, useRef, useState, type KeyboardEvent, type ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { Dialog } from '../controls/Dialog.js';
import { Icon } from '../controls/Icon.js';
import { Keys } from '../controls/Kbd.js';
import { useStudio, useUi } from '../state/context.js';
import { filterEntries, paletteEntries, type PaletteEntry } from './palette-entries.js';

const MOST_SHOWN = 60;

export function CommandPalette(): ReactElement {
  const studio = useStudio();
  const { close } = useUi((state) => state.actions);
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const listId = useId();
  const list = useRef<HTMLUListElement>(null);
  const [all] = useState(() => paletteEntries(studio));
  const shown = useMemo(() => filterEntries(all, query).slice(0, MOST_SHOWN), [all, query]);
  const choose = (entry: PaletteEntry | undefined): void => {
    if (!entry) return;
    close('palette');
    entry.run();
  };
  const move = (to: number): void => {
    const next = Math.max(0, Math.min(shown.length - 1, to));
    setAt(next);
    list.current?.children[next]?.scrollIntoView({ block: 'nearest' });
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') move(at + 1);
    else if (event.key === 'ArrowUp') move(at - 1);
    else if (event.key === 'Home') move(0);
    else if (event.key === 'End') move(shown.length - 1);
    else if (event.key === 'Enter') choose(shown[at]);
    else return;
    event.preventDefault();
  };
  const optionId = (i: number): string => `${listId}-${i.toString()}`;
  return (
    <Dialog
      title={text('palette.title')}
      bare
      onClose={() => {
        close('palette');
      }}
    >
      <div className="palette">
        <div className="palette__field">
          <Icon name="search" size={16} />
          <input
            autoFocus
            role="combobox"
            aria-expanded="true"
            aria-controls={listId}
            aria-activedescendant={shown.length > 0 ? optionId(at) : undefined}
            aria-label={text('palette.title')}
            placeholder={text('palette.open')}
            value={query}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => {
              setQuery(event.target.value);
              setAt(0);
            }}
            onKeyDown={onKey}
          />
        </div>
        <ul
          className="palette__list"
          id={listId}
          role="listbox"
          aria-label={text('palette.results')}
          ref={list}
        >
          {shown.map((entry, i) => (
            <li
              key={entry.id}
              id={optionId(i)}
              role="option"
              aria-selected={i === at}
              className={`palette__item ${i === at ? 'palette__item--on' : ''}`}
              onPointerMove={() => {
                setAt(i);
              }}
              onClick={() => {
                choose(entry);
              }}
            >
              <span className="cut">{entry.label}</span>
              <span className="t3 s12 cut">{entry.detail}</span>
              <span className="grow" />
              {entry.keys === undefined ? null : <Keys keys={entry.keys} />}
            </li>
          ))}
        </ul>
        {shown.length === 0 ? <p className="empty">{text('palette.none')}</p> : null}
      </div>
    </Dialog>
  );
}
