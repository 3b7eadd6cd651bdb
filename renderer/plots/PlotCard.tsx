/** A plot with its title, a note and the ways to save it; the plot takes the width it is given. */
import { useRef, type ReactElement, type ReactNode, type RefObject } from 'react';
import { text } from '../../core/text/index.js';
import { IconButton } from '../controls/Button.js';
import { Popover } from '../controls/Popover.js';
import { useStudio } from '../state/context.js';
import { report } from '../state/studio.js';
import { csv, download, plotBlob, type CsvCell } from './save-plot.js';
import { useWidth } from './useWidth.js';

export interface PlotTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly CsvCell[])[];
}

export function PlotCard(props: {
  readonly title: string;
  readonly note?: string;
  /** Name of saved files, without extension. */
  readonly file: string;
  readonly table: () => PlotTable;
  /** Shown instead of the plot where there is nothing to draw. */
  readonly empty?: string | null;
  readonly className?: string;
  readonly children: (width: number) => ReactNode;
}): ReactElement {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const empty = props.empty ?? null;
  return (
    <section className={`plot-card ${props.className ?? ''}`} aria-label={props.title}>
      <header className="panel__head">
        <h2>{props.title}</h2>
        {props.note === undefined ? null : <span className="t3 s12 cut">{props.note}</span>}
        <span className="grow" />
        {empty === null ? (
          <SaveMenu title={props.title} file={props.file} table={props.table} box={box} />
        ) : null}
      </header>
      <div className="plot-card__body" ref={box}>
        {empty === null ? (
          width > 0 ? (
            props.children(width)
          ) : null
        ) : (
          <p className="t3 s12 plot-card__empty">{empty}</p>
        )}
      </div>
    </section>
  );
}

function SaveMenu(props: {
  readonly title: string;
  readonly file: string;
  readonly table: () => PlotTable;
  readonly box: RefObject<HTMLDivElement | null>;
}): ReactElement {
  const studio = useStudio();
  const save = (kind: 'svg' | 'png' | 'csv'): void => {
    const name = `${props.file}.${kind}`;
    if (kind === 'csv') {
      const { head, rows } = props.table();
      download(name, new Blob([csv(head, rows)], { type: 'text/csv' }));
      return;
    }
    const svg = props.box.current?.querySelector('svg');
    if (!svg) return;
    plotBlob(svg, props.title, kind).then(
      (blob) => {
        download(name, blob);
      },
      (error: unknown) => {
        report(studio, error);
      },
    );
  };
  return (
    <Popover
      label={text('plot.save', { title: props.title })}
      align="end"
      trigger={(open, toggle) => (
        <IconButton
          size="s"
          tone="ghost"
          icon="save"
          label={text('plot.save', { title: props.title })}
          expanded={open}
          onClick={toggle}
        />
      )}
    >
      {(close) => (
        <ul className="menu menu--narrow">
          {(['svg', 'png', 'csv'] as const).map((kind) => (
            <li key={kind}>
              <button
                type="button"
                className="menu__item"
                onClick={() => {
                  close();
                  save(kind);
                }}
              >
                <span className="menu__text">{text(`plot.save.${kind}`)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Popover>
  );
}
